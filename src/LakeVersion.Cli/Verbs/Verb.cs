using System.CommandLine;
using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Verbs;

/// <summary>One verb of <c>lv</c>: it declares its arguments, options and examples, calls the facade, and shows a shape.</summary>
internal abstract class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Command lines that help shows.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Gives the verb what it runs in.</summary>
    public void Bind(LvContext context) => SetAction(async (parse, cancellationToken) =>
    {
        await using var run = new Invocation(context, parse);
        return await RunAsync(run, cancellationToken);
    });

    /// <summary>Runs the verb; returns an exit code. Failures are exceptions.</summary>
    protected abstract Task<int> RunAsync(Invocation run, CancellationToken cancellationToken);
}
