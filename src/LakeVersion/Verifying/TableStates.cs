using LakeVersion.Delta;
using LakeVersion.Delta.Checking;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Logs;
using LakeVersion.Versioning.Trees;
using LakeVersion.Versioning.Verifying;

namespace LakeVersion.Verifying;

/// <summary>Checks tables against their files: in each kept commit those that it changed; all of them where its first parent was let go of.</summary>
/// <remarks>Tables are compared by what they hold. Whether each stored copy of it is sound was checked before, place by place.</remarks>
internal sealed class TableStates(LakeVerifier verifier, DeltaContext context, IObjectStore store, VerifyOptions options)
{
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var (commit, state) in verifier.KeptAsync(cancellationToken).ConfigureAwait(false))
        {
            if (commit.Record.Totals.Tables == 0)
            {
                continue;
            }

            foreach (var table in await ChangedAsync(commit, cancellationToken).ConfigureAwait(false))
            {
                await CheckAsync(commit, state, table, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Where the tree itself is damaged, that was told, and what can be found of tables is checked.
    private async ValueTask<IReadOnlyCollection<string>> ChangedAsync(Commit commit, CancellationToken cancellationToken)
    {
        var tables = new SortedSet<string>(Utf8Order.Comparer);
        var tree = verifier.TreeOf(commit);
        try
        {
            if (commit.Record.Parents is [var first, ..] && verifier.IsKept(first)
                && await verifier.FindAsync(first, cancellationToken).ConfigureAwait(false) is { } parent)
            {
                var finder = new TableFinder(tree);
                await foreach (var change in TreeDiff.CompareAsync(verifier.TreeOf(parent), tree, cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    if (await finder.OfAsync(change.Path.Value, cancellationToken).ConfigureAwait(false) is { } table)
                    {
                        tables.Add(table);
                    }
                }

                return tables;
            }

            await foreach (var item in tree.ScanAsync(new TreeScan { TablesOnly = true }, cancellationToken).ConfigureAwait(false))
            {
                tables.Add(TablePath.OfLogFile(item.Path.Value));
            }
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.NotFound)
        {
        }

        return tables;
    }

    private async ValueTask CheckAsync(Commit commit, LogState? state, string table, CancellationToken cancellationToken)
    {
        verifier.Figures.Add(Figure.Tables);
        options.Checked?.Invoke(1);
        try
        {
            var view = new SnapshotView(verifier.TreeOf(commit), verifier.Content);
            var folder = new TreeFolder(view, null, table, $"{commit.Id.Abbreviated}:{table}", store.GetTimeAsync);

            // Where content outside may not be read, files cannot be opened, which is no damage.
            var deep = options.Data && verifier.Figures.OutsideUnread == 0;
            var report = await DeltaTable.At(folder, context).CheckAsync(null, new TableCheckOptions { Deep = deep }, cancellationToken).ConfigureAwait(false);
            foreach (var (path, fault) in FaultsOf(report))
            {
                if (await IsExpiredAsync(state, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }

                Tell(commit, table, path, $"Version {report.Version} of the table '{table}': {fault}", isDamage: true);
            }
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
        {
            // What was erased cannot be compared; that it is gone as it must be is checked place by place.
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Corrupt or LakeErrorKind.NotFound or LakeErrorKind.Invalid)
        {
            if (await IsExpiredAsync(state, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            Tell(commit, table, null, $"The table '{table}' cannot be opened: {e.Message}", isDamage: true);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.Unsupported or LakeErrorKind.Refused)
        {
            Tell(commit, table, null, $"The table '{table}' was not checked: {e.Message}", isDamage: false);
        }
    }

    private async ValueTask<bool> IsExpiredAsync(LogState? state, CancellationToken cancellationToken) =>
        options.Revisions is null && state is { } at && await verifier.IsExpiredNowAsync(at, cancellationToken).ConfigureAwait(false);

    private static IEnumerable<(string? Path, string Fault)> FaultsOf(TableCheckReport report) =>
        report.Missing.Select(file => ((string?)file.Path, $"its log names '{file.Path}', which the commit does not hold."))
            .Concat(report.Mismatching.Select(file => ((string?)file.Path, $"'{file.Path}' has {file.FoundBytes} bytes: expected {file.ExpectedBytes} by its log.")))
            .Concat(report.Damaged.Select(file => ((string?)file.Path, $"'{file.Path}': {file.Fault}")))
            .Concat(report.ChecksumFault is { } fault ? [(null, fault)] : []);

    private void Tell(Commit commit, string table, string? path, string fault, bool isDamage) => verifier.Tell(new CheckFinding
    {
        Thing = CheckedThing.Table,
        Key = table,
        Fault = fault,
        Advice = "Restore a version that is whole (lv table restore), or put objects back from a copy of the lake: lv fsck --repair COPY",
        IsDamage = isDamage,
        Commits = [commit.Id],
        Paths = [path is null ? table : $"{table}/{path}"],
    });
}
