using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv init</c>: makes a lake.</summary>
internal sealed class InitVerb : Verb
{
    private readonly Argument<string?> location = new("location")
    {
        Description = "Where: a folder or s3://bucket/prefix; else --lake, LAKEVERSION_LAKE or the current folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> defaultBranch = new("--default-branch")
    {
        Description = "The branch that is meant where none is named",
        HelpName = "name",
        DefaultValueFactory = _ => "main",
    };

    private readonly Option<bool> here = new("--here")
    {
        Description = $"Also write {LakeFileSettings.FileName} into the current folder (location and LAKEVERSION_ENDPOINT), so that commands below it find the lake",
    };

    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public InitVerb()
        : base("init", "Make a lake.", "lv init ./lake", "lv init s3://bucket/lake --here", "lv init 's3://bucket/lake?endpoint=http://127.0.0.1:9000'", "lv init --default-branch trunk ./lake")
    {
        Add(location);
        Add(defaultBranch);
        Add(here);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = LakeLocation.Resolve(
            run.Get(location) ?? run.Get(GlobalOptions.Lake) ?? run.Context.Variable("LAKEVERSION_LAKE") ?? ".", run.Context.CurrentDirectory);
        var file = Path.Combine(run.Context.CurrentDirectory, LakeFileSettings.FileName);
        if (run.Get(here))
        {
            LakeLocation.CheckNoCredentials(place, file);
            if (File.Exists(file))
            {
                throw LakeException.Conflict($"{file} exists already. Nothing was made; edit it, or leave out --here.");
            }
        }

        var lake = run.Own(await Lake.CreateAsync(run.Store(place), run.Options(run.Get(author)), run.Get(defaultBranch)!, cancellationToken));
        if (run.Get(here))
        {
            var endpoint = StoreExamination.IsS3(place) ? run.Endpoint : null;
            var stream = new FileStream(file, FileMode.CreateNew);
            await using var writer = new StreamWriter(stream);
            await writer.WriteLineAsync(JsonText.Of(new LakeFileSettings { Lake = place, Endpoint = endpoint }, LvJson.Default.LakeFileSettings));
        }

        var shape = new InitShape { Lake = lake.Id.ToString(), Location = lake.Location, DefaultBranch = lake.DefaultBranch };
        run.Show(shape, LvJson.Default.InitShape, made =>
        {
            run.Out.WriteLine($"Made a lake at {made.Location} (id {made.Lake}), branch {made.DefaultBranch}.");
        });
        return ExitCode.Done;
    }
}
