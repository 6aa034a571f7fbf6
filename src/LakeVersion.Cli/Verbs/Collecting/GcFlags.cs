using System.CommandLine;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Versioning.Collection;

namespace LakeVersion.Cli.Verbs.Collecting;

/// <summary>How a collection is made.</summary>
internal sealed class GcFlags
{
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    private readonly Option<string?> temp = new("--temp")
    {
        Description = "A local folder for lists that do not fit into memory; else the system's. About 100 bytes for each file that is kept",
        HelpName = "folder",
    };

    public void AddTo(Command command)
    {
        command.Add(author);
        command.Add(temp);
    }

    /// <summary>Runs it, with progress for people.</summary>
    public async Task<CollectionResult> RunAsync(Invocation run, string title, Func<CollectorOptions, ValueTask<CollectionResult>> collect)
    {
        CollectionResult? result = null;
        await LongWork.RunAsync(run.Context, title, LongWork.UnknownSteps, async done =>
        {
            result = await collect(new CollectorOptions
            {
                Author = run.Author(run.Get(author)),
                TemporaryFolder = run.Get(temp) is { } folder ? Path.GetFullPath(folder, run.Context.CurrentDirectory) : null,
                Progress = (_, more) => done(more),
            });
        });
        return result!;
    }
}
