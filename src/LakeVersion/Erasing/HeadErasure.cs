using System.Globalization;
using LakeVersion.Delta;
using LakeVersion.Delta.Erasing;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Rows.Expressions;
using LakeVersion.Snapshots;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Erasing;

/// <summary>Writes a table anew at the head of a branch, so that the branch needs nothing of what is erased.</summary>
/// <remarks>One commit: the files without the rows, a version whose log begins with itself, and no entry of what is erased. It is made on the
/// head that it read and on no other, since a checkpoint says what one version of one log holds.</remarks>
internal sealed class HeadErasure(Lake lake, string where, string digest, string author)
{
    private const int MostTries = 20;

    /// <summary>Looks whether the head can be written anew, if it must be; changes nothing.</summary>
    /// <returns>True where it must be.</returns>
    /// <exception cref="LakeException">Refused: it must be and cannot, since its table cannot be read, or has not the columns of the test.</exception>
    public async ValueTask<bool> IsNeededAsync(RefName branch, RowFindings findings, CancellationToken cancellationToken)
    {
        var table = findings.History.Table;
        var change = await lake.Branch(branch.Name).BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var lost = await LostAsync(change.Inner, table, findings, cancellationToken).ConfigureAwait(false);
            if (lost.Count == 0)
            {
                return false;
            }

            try
            {
                await OpenAsync(change.Inner, branch, lost, findings, cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                return false; // It shows nothing, and stays as it is.
            }
        }
    }

    /// <summary>Does it.</summary>
    /// <returns>What was written; null where the head needs nothing of what is erased, or has no such table.</returns>
    /// <exception cref="LakeException">Expired: the head's own log was erased before, and it has nothing left to lose. Refused: as
    /// <see cref="IsNeededAsync"/>; or the table is append-only, or a rule of the branch. Conflict: the branch does not stand still.</exception>
    public async ValueTask<RewrittenTable?> RunAsync(RefName branch, RowFindings findings, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await TryAsync(branch, findings, cancellationToken).ConfigureAwait(false);
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Conflict && tries < MostTries)
            {
                // Others committed meanwhile.
            }
        }
    }

    private async ValueTask<RewrittenTable?> TryAsync(RefName branch, RowFindings findings, CancellationToken cancellationToken)
    {
        var table = findings.History.Table;
        var change = await lake.Branch(branch.Name).BeginAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        await using (change.ConfigureAwait(false))
        {
            var lost = await LostAsync(change.Inner, table, findings, cancellationToken).ConfigureAwait(false);
            if (lost.Count == 0)
            {
                return null;
            }

            var prefix = TablePath.Prefix(table);
            var (folder, opened, current, test) = await OpenAsync(change.Inner, branch, lost, findings, cancellationToken).ConfigureAwait(false);
            var names = lost.Select(one => one.Path.Value[prefix.Length..]).ToHashSet(StringComparer.Ordinal);
            var rows = new EraseRows(test, names, digest, new Delta.Committing.CommitOptions { UserName = author });
            var done = await rows.PrepareAsync(folder, lake.Tables, current, cancellationToken).ConfigureAwait(false);
            await CheckNewAsync(change.Inner, done, findings, cancellationToken).ConfigureAwait(false);
            var staged = done.Stage(await lake.Store.StoreTimeAsync(cancellationToken).ConfigureAwait(false));
            change.Inner.Group(prefix, new TableRebaser(lake.Tables, done.Reads));
            await folder.PutAsync(staged.Key, staged.Content, cancellationToken).ConfigureAwait(false);
            await BeginLogAsync(change.Inner, folder, opened, staged.Key, prefix, cancellationToken).ConfigureAwait(false);
            lost.ForEach(one => change.Inner.Delete(one.Path));
            var figures = done.Info.OperationMetrics.Where(metric => metric.Value is not null).ToDictionary(metric => metric.Key, metric => metric.Value!, StringComparer.Ordinal);
            var made = await change.CommitAsync(Say(table, change.Base.Id, figures), cancellationToken).ConfigureAwait(false);
            var count = figures.GetValueOrDefault("numDeletedRows") is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : (long?)null;
            return new RewrittenTable(branch, table, staged.Version, made.Commit.Id, count);
        }
    }

    // Expired where nothing that is still there goes with it; Refused where the head cannot be written anew and has something to lose.
    private async ValueTask<(TreeFolder Folder, DeltaTable Table, DeltaSnapshot Current, Predicate Test)> OpenAsync(
        Transaction transaction, RefName branch, List<(LakePath Path, TreeEntry Entry)> lost, RowFindings findings, CancellationToken cancellationToken)
    {
        var table = findings.History.Table;
        var folder = new TreeFolder(new TransactionView(transaction), transaction, table, $"{branch.Name}:{table}", lake.Store.StoreTimeAsync);
        DeltaTable opened;
        DeltaSnapshot current;
        try
        {
            opened = await DeltaTable.OpenAsync(folder, lake.Tables, cancellationToken).ConfigureAwait(false);
            current = await opened.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Expired && lost.Exists(one => findings.Goes(one.Entry)))
        {
            throw LakeException.Refused(
                $"Branch '{branch.Name}' has files of '{table}' with such rows beside others, and cannot be written anew without them, as its log was erased before. Nothing was changed there. "
                + $"Take the table away there, or bring it back to a state that can be read (lv: rm -r, then rollback), and erase again. {e.Message}");
        }

        try
        {
            return (folder, opened, current, PredicateText.Parse(where, current.Schema));
        }
        catch (LakeException e) when (e.Kind == LakeErrorKind.Invalid)
        {
            throw LakeException.Refused(
                $"The test fits older versions of '{table}', whose rows are in files of branch '{branch.Name}', but not the columns that it has there now. Nothing was changed there. "
                + $"Name the rows by columns that the table still has. {e.Message}");
        }
    }

    // Where an older version's columns found rows in a file and the branch's own find none, it is written as it was: its content would go all the same.
    private static async ValueTask CheckNewAsync(Transaction transaction, Delta.Committing.DeltaTransaction done, RowFindings findings, CancellationToken cancellationToken)
    {
        var prefix = TablePath.Prefix(findings.History.Table);
        foreach (var file in done.Actions.OfType<Delta.Actions.AddFile>())
        {
            if (await transaction.GetAsync(LakePath.Parse(prefix + FilePath.Key(file.Path).Value), cancellationToken).ConfigureAwait(false) is { } entry && findings.IsLost(entry))
            {
                throw LakeException.Refused(
                    $"By columns that older versions of '{findings.History.Table}' named, rows of a file pass that branch '{transaction.Branch.Name}' has; by the branch's own, none does. "
                    + "Nothing was erased. Name columns that always meant the same.");
            }
        }
    }

    // All entries of the table that can show nothing any more, live or not.
    private static async ValueTask<List<(LakePath Path, TreeEntry Entry)>> LostAsync(Transaction transaction, string table, RowFindings findings, CancellationToken cancellationToken)
    {
        var lost = new List<(LakePath Path, TreeEntry Entry)>();
        await foreach (var item in transaction.ScanAsync(TablePath.Prefix(table), null, cancellationToken).ConfigureAwait(false))
        {
            if (item.Entry is { } entry && findings.IsLost(entry))
            {
                lost.Add((item.Path, entry));
            }
        }

        return lost;
    }

    private async ValueTask BeginLogAsync(
        Transaction transaction, TreeFolder folder, DeltaTable opened, StoreKey commit, string prefix, CancellationToken cancellationToken)
    {
        var newest = await opened.SnapshotAsync(cancellationToken).ConfigureAwait(false);
        await folder.DeleteAsync(await LogBeginning.WriteAsync(folder, lake.Tables, newest, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

        // The mark by which trees find tables stands on the oldest commit (docs/decisions/0004-table-mark.md).
        var first = LakePath.Parse(prefix + commit.Value);
        transaction.Put(first, (await transaction.GetAsync(first, cancellationToken).ConfigureAwait(false))! with { IsTableMark = true });
    }

    private CommitOptions Say(string table, CommitId head, Dictionary<string, string> figures)
    {
        figures["predicateDigest"] = digest;
        return new CommitOptions
        {
            Message = $"Erase rows of {table}",
            Author = author,
            IfHead = head,
            Operation = new CommitOperation("erase-rows", figures),
            Request = $"erase rows {table} {digest}",
        };
    }
}
