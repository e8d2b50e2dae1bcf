# Writes one C file with every file of db/ and templates/, and the presets, as
# bytes:
#   cmake -DROOT=<source dir> -DOUT=<assets.c> -P embed.cmake
file(GLOB_RECURSE paths RELATIVE ${ROOT} ${ROOT}/db/*.sql ${ROOT}/templates/*
  ${ROOT}/src/conf/presets.txt)
list(SORT paths)
set(arrays "")
set(rows "")
set(n 0)
foreach(path ${paths})
  file(READ ${ROOT}/${path} hex HEX)
  string(LENGTH "${hex}" digits)
  math(EXPR length "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(APPEND arrays
    "static const unsigned char a${n}[] = { ${bytes}0x00 };\n")
  string(APPEND rows "\t{ \"${path}\", a${n}, ${length} },\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${OUT} "#include \"base/asset.h\"\n\n${arrays}
const struct asset asset_table[] = {\n${rows}};\n
const size_t asset_count = ${n};\n")
