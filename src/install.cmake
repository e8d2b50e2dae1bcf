# What `cmake --install` adds to the two programs: translations, manual
# pages, completion, systemd units and examples, where Debian expects them.

# src/po/LANG.po becomes share/locale/LANG/LC_MESSAGES/liaison.mo; the same
# tree stands in the build folder for LIAISON_LOCALEDIR.
find_program(MSGFMT msgfmt REQUIRED)
set(locale ${CMAKE_BINARY_DIR}/locale)
foreach(lang fr)
  set(po ${CMAKE_CURRENT_LIST_DIR}/po/${lang}.po)
  set(mo ${locale}/${lang}/LC_MESSAGES/liaison.mo)
  add_custom_command(OUTPUT ${mo}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${locale}/${lang}/LC_MESSAGES
    COMMAND ${MSGFMT} --check-format -o ${mo} ${po}
    DEPENDS ${po}
    VERBATIM)
  list(APPEND translations ${mo})
  install(FILES ${mo}
    DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${lang}/LC_MESSAGES)
endforeach()
add_custom_target(translations ALL DEPENDS ${translations})
target_compile_definitions(base PRIVATE
  LIAISON_LOCALEDIR="${CMAKE_INSTALL_FULL_LOCALEDIR}")

install(FILES ${CMAKE_CURRENT_LIST_DIR}/cli/liaison.1
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
# Made by the program itself, from its table of commands.
set(commands_page ${CMAKE_BINARY_DIR}/liaison-commands.7)
add_custom_command(OUTPUT ${commands_page}
  COMMAND liaison commands --man > ${commands_page}
  DEPENDS liaison
  VERBATIM)
add_custom_target(commands-page ALL DEPENDS ${commands_page})
install(FILES ${commands_page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/conf/liaison.conf.5
  ${CMAKE_CURRENT_LIST_DIR}/news/liaison-newsletter.5
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/daemon/liaisond.8
  DESTINATION ${CMAKE_INSTALL_MANDIR}/man8)
install(FILES ${CMAKE_CURRENT_LIST_DIR}/cli/liaison.bash
  DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME liaison)

# Units name the program where it is installed.  Nothing is enabled.
foreach(unit liaisond.service liaison-digest@.service liaison-digest@.timer)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/daemon/${unit}
    ${CMAKE_BINARY_DIR}/units/${unit} @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/units/${unit}
    DESTINATION lib/systemd/system)
endforeach()
install(FILES ${CMAKE_CURRENT_LIST_DIR}/daemon/liaison.sysusers
  DESTINATION lib/sysusers.d RENAME liaison.conf)
# cron's own PATH has no /usr/local.
configure_file(${CMAKE_CURRENT_LIST_DIR}/daemon/crontab.example
  ${CMAKE_BINARY_DIR}/units/crontab.example @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/units/crontab.example
  DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/liaison/examples)
