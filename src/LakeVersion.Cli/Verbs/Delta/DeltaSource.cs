using System.CommandLine;
using LakeVersion.Cli.Lakes;
using LakeVersion.Delta;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Versioning.Revisions;

namespace LakeVersion.Cli.Verbs.Delta;

/// <summary>The plain Delta table that a verb is about, and at which version.</summary>
internal sealed class DeltaSource
{
    private readonly Argument<string> location = new("path-or-uri") { Description = "A Delta table: a folder, file:///folder or s3://bucket/folder" };
    private readonly Option<long?> version = new("--version") { Description = "A version of the table; else the newest", HelpName = "number" };
    private readonly Option<string?> asOf = new("--as-of") { Description = "The newest version at a time", HelpName = "time" };

    /// <summary>Adds the table to a verb.</summary>
    public void AddTo(Command command) => command.Add(location);

    /// <summary>Adds the table and the choice of a version to a verb.</summary>
    public void AddWithVersionTo(Command command)
    {
        command.Add(location);
        command.Add(version);
        command.Add(asOf);
    }

    /// <summary>Opens the table.</summary>
    /// <exception cref="LakeException">NotFound: no table there. Invalid: a lake is there.</exception>
    public async ValueTask<DeltaTable> OpenAsync(Invocation run, CancellationToken cancellationToken) =>
        (await OpenAsync(run, table => table.SnapshotAsync(cancellationToken), cancellationToken)).Table;

    /// <summary>Opens the table at the version that was asked for, which may be readable where the newest one is not.</summary>
    public ValueTask<(DeltaTable Table, DeltaSnapshot At)> OpenAtAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(version) is not null && run.Get(asOf) is not null)
        {
            throw LakeException.Invalid("--version and --as-of exclude each other.");
        }

        return OpenAsync(
            run,
            table => run.Get(version) is { } number ? table.SnapshotAsync(number, cancellationToken)
                : run.Get(asOf) is { } text ? table.SnapshotAsync(Time(run, "--as-of", text), cancellationToken)
                : table.SnapshotAsync(cancellationToken),
            cancellationToken);
    }

    /// <summary>The table's folder of this machine; null where it lies elsewhere.</summary>
    public string? LocalFolder(Invocation run) =>
        StoreLocation.Parse(LakeLocation.Resolve(run.Get(location), run.Context.CurrentDirectory)) is { Scheme: null, Text: var folder } ? folder : null;

    /// <summary>The time that an option names.</summary>
    public static DateTimeOffset Time(Invocation run, string option, string text) =>
        RevisionTime.Parse($"{option} {text}", text, run.Context.Time.GetUtcNow());

    private async ValueTask<(DeltaTable Table, DeltaSnapshot At)> OpenAsync(
        Invocation run, Func<DeltaTable, ValueTask<DeltaSnapshot>> open, CancellationToken cancellationToken)
    {
        var place = LakeLocation.Resolve(run.Get(location), run.Context.CurrentDirectory);
        var table = DeltaTable.At(place, new DeltaContext(run.Options(null).Parquet, run.Context.Time, run.Context.Entropy), run.Providers);
        try
        {
            return (table, await open(table));
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.NotFound)
        {
            await CheckNoLakeAsync(run, place, cancellationToken);
            CheckFolder(place);
            throw;
        }
    }

    private async ValueTask CheckNoLakeAsync(Invocation run, string place, CancellationToken cancellationToken)
    {
        if (await run.Store(place).StatAsync(StoreKey.Parse("lake.json"), cancellationToken) is not null)
        {
            var named = run.Get(location);
            throw LakeException.Invalid(
                $"'{named}' is a lake, not a Delta table. Its tables: lv table list --lake {named}; to read one: lv table read TABLE --lake {named}");
        }
    }

    // Where not even a folder is, it was mistyped.
    private static void CheckFolder(string place)
    {
        if (StoreLocation.Parse(place).Scheme is null && !Directory.Exists(place))
        {
            var above = Path.GetDirectoryName(place);
            var near = Directory.Exists(above) ? NearNames.Hint(Path.GetFileName(place), Directory.EnumerateDirectories(above).Select(folder => Path.GetFileName(folder))) : "";
            throw LakeException.NotFound($"There is no folder '{place}'.{near}");
        }
    }
}
