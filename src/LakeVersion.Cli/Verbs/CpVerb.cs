using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Writing;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv cp</c>: copies within the lake, by reference.</summary>
internal sealed class CpVerb : Verb
{
    private readonly Argument<string> source = new("[rev:]path") { Description = "A file, folder or table of any revision" };
    private readonly Argument<string> destination = new("destination") { Description = "The path on the branch; a file goes below one that ends with '/'" };
    private readonly Option<string?> at = new("--at") { Description = "The revision of the source", HelpName = "rev" };
    private readonly CommitFlags commit = new();

    public CpVerb()
        : base(
            "cp",
            "Copy a file, folder or table of any revision. Content is not stored again; a copy of a table is a table of its own.",
            "lv cp raw/a.csv archive/a.csv",
            "lv cp v1.2:raw/images raw/images-old",
            "lv cp main~3:sales/orders sales/orders_before")
    {
        Add(source);
        Add(destination);
        Add(at);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("cp", cancellationToken))
        {
            return Running.ExitCode.Done;
        }

        var from = await LakePlace.OpenAsync(run, run.Get(source), run.Get(at), cancellationToken);
        var target = await session.TargetAsync(run.Get(destination), cancellationToken);
        var copied = await CopyAsync(session, from, target, cancellationToken);
        return await session.FinishAsync(
            "cp", $"Copy {from.Revision}:{from.Path} to {target}", new Dictionary<string, long> { ["files"] = copied }, cancellationToken);
    }

    private static async ValueTask<long> CopyAsync(WriteSession session, LakePlace from, string target, CancellationToken cancellationToken)
    {
        var files = session.Change.Files;
        if (await from.At.Files.FindAsync(from.Path, cancellationToken) is not null)
        {
            var name = from.Path[(from.Path.LastIndexOf('/') + 1)..];
            return await files.CopyAsync(from.At, from.Path, target.Length == 0 || target.EndsWith('/') ? target + name : target, cancellationToken);
        }

        var prefix = target.Length == 0 ? "" : target.TrimEnd('/') + "/";
        var tables = (await from.At.TablesAsync(cancellationToken)).Where(table => (table + "/").StartsWith(from.Prefix, StringComparison.Ordinal)).ToList();
        foreach (var table in tables)
        {
            var below = table.Length < from.Prefix.Length ? "" : table[from.Prefix.Length..];
            var copy = below.Length > 0 ? prefix + below : target.TrimEnd('/');
            await session.Change.Table(copy).CopyFromAsync(from.At, table, cancellationToken);
        }

        var copied = 0L;
        await foreach (var file in from.At.Files.ListAsync(from.Prefix, cancellationToken: cancellationToken))
        {
            if (!tables.Exists(table => file.Path.StartsWith(table + "/", StringComparison.Ordinal)))
            {
                copied += await files.CopyAsync(from.At, file.Path, prefix + file.Path[from.Prefix.Length..], cancellationToken);
            }
        }

        await from.CheckFolderAsync(copied + tables.Count, cancellationToken);
        return copied;
    }
}
