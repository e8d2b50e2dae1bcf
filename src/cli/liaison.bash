# Completion of liaison for bash: its commands and options come from the
# program itself, the lists from the site.

_liaison()
{
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local line name usage typed='' i
	local -a words=()

	case $previous in
	--config)
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
		;;
	--list)
		mapfile -t COMPREPLY < <(compgen -W "$(_liaison_lists)" -- "$word")
		return
		;;
	esac
	# The words of the command so far, without options.
	for ((i = 1; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} == -* ]] || typed+="${COMP_WORDS[i]} "
	done
	while IFS=$'\t' read -r name usage; do
		if [[ "$name " == "$typed"?* ]]; then
			line=${name#"$typed"}
			words+=("${line%% *}")
		elif [[ $typed == "$name "* ]]; then
			# shellcheck disable=SC2206
			words+=($(grep -o -e '--[a-z-]*' <<<"$usage"))
			[[ $typed != "$name " || $usage != *LIST* ]] ||
				words+=($(_liaison_lists))
			[[ $usage != *FILE* && $usage != *DIR* ]] ||
				mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
	done < <(liaison --completions 2>/dev/null)
	words+=(--help --config)
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY \
		< <(compgen -W "${words[*]}" -- "$word" | sort -u)
}

_liaison_lists()
{
	liaison config show 2>/dev/null |
		sed -n 's/^list\.\([a-z0-9-]*\)\.address .*/\1/p'
}

complete -o filenames -F _liaison liaison
