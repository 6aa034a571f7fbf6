using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Running;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv cat</c>: files to standard output, as they are.</summary>
internal sealed class CatVerb : Verb
{
    private readonly Argument<string[]> paths = new("[rev:]path…") { Description = "Files, one after the other", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> at = new("--at") { Description = "The revision of all of them", HelpName = "rev" };

    public CatVerb()
        : base("cat", "Write the content of files to standard output.", "lv cat raw/a.csv", "lv cat main~1:raw/a.csv", "lv cat a.csv b.csv --at v1.2")
    {
        Add(paths);
        Add(at);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        foreach (var path in run.Get(paths))
        {
            var place = await LakePlace.OpenAsync(run, path, run.Get(at), cancellationToken);
            await using var content = await place.At.Files.OpenAsync(place.Path, cancellationToken);
            await content.CopyToAsync(run.Context.StandardOutput, cancellationToken);
        }

        return ExitCode.Done;
    }
}
