using System.CommandLine;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;

namespace LakeVersion.Cli.Verbs.Mirroring;

/// <summary><c>lv promote</c>: makes a mirror a lake of its own.</summary>
internal sealed class PromoteVerb : Verb
{
    private readonly Argument<string?> location = new("location")
    {
        Description = "The mirror; else --lake, LAKEVERSION_LAKE, .lakeversion or the current folder",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> author = CommitFlags.AuthorOption();

    public PromoteVerb()
        : base(
            "promote",
            "Make a whole mirror a lake of its own, with a new id, that is written to and mirrored to no more.",
            "lv promote ./backup",
            "lv promote s3://bucket/lake --json")
    {
        Add(location);
        Add(author);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var place = run.Place(run.Get(location));
        var lake = run.Own(await Lake.OpenAsync(run.Store(place), run.Options(run.Get(author)) with { Location = place }, cancellationToken));
        var promotion = await lake.PromoteAsync(cancellationToken);
        var shape = new PromoteShape
        {
            Lake = promotion.Lake.ToString(),
            Origin = promotion.Origin.ToString(),
            Source = promotion.Source,
            Location = lake.Location,
            Time = promotion.Time,
        };
        run.Show(shape, LvJson.Default.PromoteShape, made =>
            run.Out.WriteLine($"Promoted: a lake of its own now, id {made.Lake}, no mirror of {made.Origin} any more."));
        return ExitCode.Done;
    }
}
