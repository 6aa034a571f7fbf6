using LakeVersion.Cli.Output;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv info</c>: which lake, branch and author commands here mean, and what they hold.</summary>
internal sealed class InfoVerb() : Verb("info", "Show which lake, branch and author commands here mean.", "lv info", "lv info -C s3://bucket/lake --json")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var lake = await run.OpenAsync(cancellationToken);
        var branch = run.BranchName(lake);
        var head = (await lake.Branch(branch).HeadAsync(cancellationToken)).Commit;
        var totals = head.Record.Totals;
        var shape = new InfoShape
        {
            Lake = lake.Id.ToString(),
            Location = lake.Location,
            Created = lake.Store.Identity.Created,
            Format = lake.Store.Identity.Version,
            DefaultBranch = lake.DefaultBranch,
            Branch = branch,
            Head = CommitShape.Of(head),
            Totals = new FolderSize("", totals.Entries, totals.Bytes, totals.Tables),
            Branches = (await lake.BranchesAsync(cancellationToken)).Count,
            Tags = (await lake.TagsAsync(cancellationToken)).Count,
            Keeps = (await lake.Store.Catalog.ListAsync(RefKind.Keep, cancellationToken: cancellationToken)).Count,
            MirrorOf = lake.Mirror is { } mark ? MirrorOfShape.Of(mark) : null,
            Origin = lake.Store.Promotions is [.., var promotion] ? promotion.Origin.ToString() : null,
            Author = run.Author(null),
        };
        run.Show(shape, LvJson.Default.InfoShape, info => Write(run, info));
        return ExitCode.Done;
    }

    private static void Write(Invocation run, InfoShape info)
    {
        var table = new TextTable();
        table.Add("location", info.Location);
        table.Add("lake", info.Lake);
        if (info.MirrorOf is { } mirror)
        {
            table.Add("mirror of", $"{mirror.Source}{(mirror.IsPartial ? $", only {mirror.Describe()}" : "")}");
        }

        if (info.Origin is { } origin)
        {
            table.Add("origin", $"lake {origin}, by promotion");
        }

        table.Add("created", $"{Printable.Time(info.Created)} UTC, format {info.Format}");
        table.Add("branch", info.Branch + (info.Branch == info.DefaultBranch ? " (default)" : $" (default: {info.DefaultBranch})"));
        table.Add("head", CommitText.OneLine(info.Head, run.Paint));
        var (_, files, bytes, tables) = info.Totals;
        table.Add("holds", $"{Printable.Count(files, "file")}, {Printable.Size(bytes)}, {Printable.Count(tables, "table")}");
        table.Add("names", $"branches: {info.Branches}, tags: {info.Tags}, keeps: {info.Keeps}");
        table.Add("author", Printable.Name(info.Author));
        table.Write(run.Out, run.Paint);
    }
}
