using System.Diagnostics;
using LakeVersion.Testing;

namespace LakeVersion.Cli.Tests.Verbs;

[Trait("program", "lv")]
public sealed class CompletionVerbTests
{
    [Theory]
    [InlineData("bash", "complete -o default -F _lv_complete lv")]
    [InlineData("zsh", "compdef _lv_complete lv")]
    [InlineData("fish", "complete -c lv")]
    [InlineData("pwsh", "Register-ArgumentCompleter")]
    public async Task A_script_is_printed_for_each_shell(string shell, string line)
    {
        using var lake = new CliLake();

        Assert.Contains(line, (await lake.RunAsync("completion", shell)).Done().Out);
    }

    [Fact]
    public async Task Another_shell_is_a_usage_error()
    {
        using var lake = new CliLake();
        (await lake.RunAsync("completion", "tcsh")).Ended(2);
    }

    [Fact]
    public async Task The_script_for_bash_completes_in_bash()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash here.");
        using var lake = new CliLake();
        lake.Write("lv.bash", (await lake.RunAsync("completion", "bash")).Done().Out);
        var script = $$"""
            source ./lv.bash
            lv() { {{LvProgram.Shell}} "$@"; }
            COMP_LINE='lv branch re' COMP_POINT=12 COMP_WORDS=(lv branch re) COMP_CWORD=2
            _lv_complete
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        var start = new ProcessStartInfo("/bin/bash", ["-c", script]) { WorkingDirectory = lake.Work, RedirectStandardOutput = true };
        using var bash = Process.Start(start)!;
        var words = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();

        Assert.Equal("rename\nrestore\n", words);
    }
}
