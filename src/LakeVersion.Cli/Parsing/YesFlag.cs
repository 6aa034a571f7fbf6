using System.CommandLine;
using LakeVersion.Cli.Verbs;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Parsing;

/// <summary><c>--yes</c>, and the question that stands in for it where a person can answer.</summary>
internal sealed class YesFlag
{
    public Option<bool> Yes { get; } = new("--yes", "-y") { Description = "Do not ask; needed where nobody can answer" };

    public void AddTo(Command command) => command.Add(Yes);

    /// <summary>True where the user agrees.</summary>
    /// <param name="run">The command that asks.</param>
    /// <param name="what">What would be done, as a sentence without its full stop.</param>
    /// <param name="cancellationToken">Ends the wait for an answer.</param>
    /// <exception cref="LakeException">Invalid: nobody can answer, and <c>--yes</c> was not given.</exception>
    public async ValueTask<bool> AgreedAsync(Invocation run, string what, CancellationToken cancellationToken)
    {
        if (run.Get(Yes))
        {
            return true;
        }

        var context = run.Context;
        if (!context.IsInputTerminal || !context.IsErrorTerminal)
        {
            throw LakeException.Invalid($"{what}. Nobody can be asked here; add --yes to do it.");
        }

        await context.Error.WriteAsync($"{what}. Go on? [y/N] ");
        using var reader = new StreamReader(context.StandardInput, leaveOpen: true);
        var answer = await reader.ReadLineAsync(cancellationToken);
        var agreed = answer?.Trim() is "y" or "Y" or "yes";
        if (!agreed)
        {
            await context.Error.WriteLineAsync("Nothing was done.");
        }

        return agreed;
    }
}
