# Manual pages and completion of the packages, out of what the programs and scripts print for --help. Sourced, never run.

# Prints text from standard input as lines of a manual page that stay as they are.
as_printed() {
    say .nf
    sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^[.']/\\\\\&&/"
    say .fi
}

# Prints the words that may follow, by the help in text $1: its lines `  word …  what it does` whose word the usage has (all, where the
# usage says COMMAND), and those in the usage itself.
words_of() {
    local usage word
    usage=$(grep -E '^(usage:|       ) *guichectl ' <<<"$1")
    {
        sed -nE 's/^  ([a-z][a-z-]*)( [^ a-z]\S*| \| \S+)* .*/\1/p' <<<"$1" | while read -r word; do
            if [[ $usage == *"COMMAND"* || $usage =~ [\ ]$word([\ ]|$) ]]; then say "$word"; fi
        done
        # The only one, or the first of a line.
        sed -nE 's/.*guichectl [a-z-]+ ([a-z][a-z-]*).*/\1/p' <<<"$usage"
    } | sort -u
}

# Prints the page of program $1, whose name is $2 and of which $3 says what it is; the sections of $4, a function, follow.
manual_page() {
    local version
    version=$("$1" --version)
    say ".TH ${2^^} 8 \"\" \"Guichê ${version##* }\" \"Guichê\""
    say .SH NAME
    say "$2 \\- $3"
    say .SH DESCRIPTION
    "$1" --help | as_printed
    if [[ -n ${4:-} ]]; then "$4" "$1"; fi
}

# Calls $2 with the words of each command of guichectl in $1 and the text of its --help.
each_command() {
    local command word text
    for command in $(words_of "$("$1" --help)"); do
        text=$("$1" "$command" --help)
        "$2" "$command" "$text"
        [[ $text == *"COMMAND --help"* ]] || continue
        for word in $(words_of "$text"); do "$2" "$command $word" "$("$1" "$command" "$word" --help)"; done
    done
}

# The sections of guichectl's page; those of the scripts that the packages' command runs are among them.
command_sections() {
    local script
    say .SH COMMANDS
    each_command "$1" command_section
    for script in "${command_scripts[@]}"; do
        command_section "$script" "$("$repository/scripts/$script" --help | sed "s#scripts/$script#guichectl $script#")"
    done
    say .SH FILES
    printf '.TP\n%s\n%s\n' /etc/guiche/guiche.env "The settings; after a change: dpkg\\-reconfigure guiche\\-server" \
        /usr/share/guiche/.env.example "Every setting with its default" \
        /usr/share/guiche/scripts "The scripts, of which guichectl runs ${command_scripts[*]}"
}
command_section() {
    say ".SS ${1//-/\\-}"
    as_printed <<<"$2"
}

# Prints the completion of guichectl, the program $1: commands, then the words of each, then options.
completion() {
    say '# Completion of guichectl for bash, made out of its --help.
_guichectl() {
    local word=${COMP_WORDS[COMP_CWORD]} given="${COMP_WORDS[*]:1:COMP_CWORD-1}" words=
    case $given in'
    say "        '') words='$(words_of "$("$1" --help)" | tr '\n' ' ')${command_scripts[*]} --help --version' ;;"
    each_command "$1" completed_words | LC_ALL=C sort
    for script in "${command_scripts[@]}"; do completed_words "$script" "$("$repository/scripts/$script" --help)"; done
    say '    esac
    COMPREPLY=()
    if [[ -n $words ]]; then mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word"); fi
}
complete -o default -F _guichectl guichectl'
}
completed_words() {
    local options
    options=$(grep -oE -- '--[a-z][a-z-]+' <<<"$2" | sort -u | tr '\n' ' ' || true)
    say "        '$1' | '$1 '*) words='$(if [[ $1 != *' '* ]]; then words_of "$2" | tr '\n' ' '; fi)$options' ;;"
}
