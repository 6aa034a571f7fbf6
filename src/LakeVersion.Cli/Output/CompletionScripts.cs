namespace LakeVersion.Cli.Output;

/// <summary>The scripts that ask <c>lv [suggest:POSITION] LINE</c>, where the line begins behind the program's name.</summary>
internal static class CompletionScripts
{
    private const string Bash = """
        # lv: completion for bash. Load it with: source <(lv completion bash)
        _lv_complete() {
            local word="${COMP_WORDS[COMP_CWORD]}" name="${COMP_LINE%% *} " line position
            line="${COMP_LINE#"$name"}"
            position=$((COMP_POINT - ${#name}))
            COMPREPLY=()
            while IFS= read -r found; do
                [[ $found == "$word"* ]] && COMPREPLY+=("$found")
            done < <(lv "[suggest:$position]" "$line" 2>/dev/null)
        }
        complete -o default -F _lv_complete lv

        """;

    private const string Zsh = """
        # lv: completion for zsh. Load it with: source <(lv completion zsh)
        _lv_complete() {
            local line="${BUFFER#* }" name="${BUFFER%% *} "
            local -a found
            found=("${(@f)$(lv "[suggest:$((CURSOR - ${#name}))]" "$line" 2>/dev/null)}")
            if (( ${#found} )) && [[ -n "${found[1]}" ]]; then
                compadd -- "${found[@]}"
            else
                _files
            fi
        }
        compdef _lv_complete lv

        """;

    private const string Fish = """
        # lv: completion for fish. Load it with: lv completion fish | source
        function __lv_complete
            set -l whole (commandline -cp)
            set -l line (string replace -r '^\S+\s' '' -- $whole)
            lv "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c lv -a '(__lv_complete)'

        """;

    private const string PowerShell = """
        # lv: completion for PowerShell. Load it with: lv completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName lv -ScriptBlock {
            param($word, $ast, $position)
            $whole = $ast.ToString().PadRight($position)
            $start = $whole.IndexOf(' ') + 1
            $line = $whole.Substring($start)
            lv "[suggest:$($position - $start)]" "$line" 2>$null |
                Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }

        """;

    public static string Of(string shell) => shell switch
    {
        "bash" => Bash,
        "zsh" => Zsh,
        "fish" => Fish,
        _ => PowerShell,
    };
}
