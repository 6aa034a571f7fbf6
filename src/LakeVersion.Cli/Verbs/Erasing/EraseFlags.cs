using System.CommandLine;
using System.CommandLine.Parsing;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Storage;
using LakeVersion.Versioning.Erasing;

namespace LakeVersion.Cli.Verbs.Erasing;

/// <summary>How content is erased.</summary>
internal sealed class EraseFlags
{
    private readonly Option<string?> author = CommitFlags.AuthorOption();

    private readonly Option<string?> temp = new("--temp")
    {
        Description = "A local folder for lists that do not fit into memory; else the system's",
        HelpName = "folder",
    };

    public void AddTo(Command command)
    {
        command.Add(author);
        command.Add(temp);
    }

    /// <summary>Refuses a branch: who names one would not expect all others to lose it too.</summary>
    public static void CheckBranch(Invocation run)
    {
        if (run.Get(GlobalOptions.Branch) is { } branch)
        {
            throw LakeException.Invalid($"Content is erased from every branch, not from '{branch}' alone. Leave --branch out, or take it off that branch with 'lv rm' or 'lv table delete'.");
        }
    }

    /// <summary>Paths before a verb's name would be passed over: whoever wrote them would take them for erased.</summary>
    public static void RefusePaths(Command verb) => verb.Validators.Add(result =>
    {
        if (result.Parent is CommandResult above && above.Children.OfType<ArgumentResult>().Any(paths => paths.Tokens.Count > 0))
        {
            result.AddError($"'lv erase {verb.Name}' takes no paths before it; a path of that name comes behind all options and '--': lv erase --reason TEXT -- {verb.Name}.");
        }
    });

    /// <summary>Runs it, with progress for people.</summary>
    public async Task<T> RunAsync<T>(Invocation run, string title, Func<ErasureOptions, ValueTask<T>> work)
    {
        var result = default(T);
        await LongWork.RunAsync(run.Context, title, LongWork.UnknownSteps, async done =>
        {
            result = await work(new ErasureOptions
            {
                Author = run.Author(run.Get(author)),
                TemporaryFolder = run.Get(temp) is { } folder ? Path.GetFullPath(folder, run.Context.CurrentDirectory) : null,
                Progress = (_, more) => done(more),
            });
        });
        return result!;
    }
}
