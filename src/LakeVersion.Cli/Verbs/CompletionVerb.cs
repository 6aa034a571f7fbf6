using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv completion</c>: a script by which a shell completes verbs and options.</summary>
internal sealed class CompletionVerb : Verb
{
    private readonly Argument<string> shell = new("shell") { Description = "The shell", HelpName = "bash|zsh|fish|pwsh" };

    public CompletionVerb()
        : base(
            "completion",
            "Print a script that makes a shell complete verbs and options.",
            "source <(lv completion bash)",
            "lv completion zsh > ~/.zsh/_lv.zsh",
            "lv completion fish | source",
            "lv completion pwsh | Out-String | Invoke-Expression")
    {
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        Add(shell);
    }

    protected override Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        run.Out.Write(CompletionScripts.Of(run.Get(shell)));
        return Task.FromResult(ExitCode.Done);
    }
}
