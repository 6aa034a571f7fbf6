using System.Security.Cryptography;
using System.Text;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Commits;
using LakeVersion.Versioning.Erasing;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Erasing;

/// <summary>Erases rows of tables from all history (docs/decisions/0037-erasing-rows.md).</summary>
/// <remarks>
/// 1. All that the tables ever had is looked through. 2. Branches that need some of what is to go are written anew first. 3. That is repeated until no branch
/// needs any: others go on writing meanwhile. 4. Then content goes, by digest, and with it copies that nobody names. 5. All is looked through again,
/// for what a writer published in between. Cut off anywhere, the same call goes on: what it did is not found again.
/// </remarks>
internal sealed class RowErasure(Lake lake, IReadOnlyList<string> tables, string where, RowErasureOptions options)
{
    private const int MostRounds = 10;

    private readonly string author = options.Author ?? lake.Options.Author;
    private readonly string salt = Id128.Create(lake.Options.Entropy).ToString();
    private readonly Dictionary<string, RowVerdicts> verdicts = tables.ToDictionary(table => table, _ => new RowVerdicts(), StringComparer.Ordinal);
    private readonly Dictionary<CommitId, Commit> mentions = [];
    private readonly List<string> words = [.. string.Concat(where.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1 || char.IsDigit(word[0]))];
    private readonly List<RewrittenTable> rewritten = [];
    private readonly Dictionary<ContentHash, long> strays = [];

    private int underWay;

    private string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{salt} {where}")));

    private ErasureOptions Erasing => new() { Author = author, TemporaryFolder = options.TemporaryFolder, Progress = options.Progress, Sizes = strays };

    public async ValueTask<RowErasureReport> RunAsync(CancellationToken cancellationToken)
    {
        var first = await FindAsync(withStrays: true, cancellationToken).ConfigureAwait(false);
        CheckPaths(first);
        var contents = ContentsOf(first);
        var report = await TellAsync(first, cancellationToken).ConfigureAwait(false);
        await new OtherPaths(lake, tables).CheckAsync(contents, cancellationToken).ConfigureAwait(false);
        var planned = await PlannedAsync(first, cancellationToken).ConfigureAwait(false);
        return options.DryRun
            ? report with
            {
                Found = await lake.Store.Eraser.PlanAsync(contents, Erasing, cancellationToken).ConfigureAwait(false),
                Rewritten = planned,
            }
            : await EraseAsync(first, report, cancellationToken).ConfigureAwait(false);
    }

    // 2 to 5
    private async ValueTask<RowErasureReport> EraseAsync(IReadOnlyList<RowFindings> findings, RowErasureReport report, CancellationToken cancellationToken)
    {
        var lostHeads = report.LostHeads.ToHashSet();
        var erased = new HashSet<ContentHash>();
        for (var round = 1; ; round++)
        {
            var isMoved = false;
            foreach (var one in findings)
            {
                isMoved |= await RewriteAsync(one, lostHeads, cancellationToken).ConfigureAwait(false);
            }

            var contents = ContentsOf(findings);
            if (!isMoved && !contents.IsSubsetOf(erased))
            {
                var result = await lake.Store.Eraser.EraseAsync(contents, Reason(), Erasing, cancellationToken).ConfigureAwait(false);
                report = report with { Erasure = result, Found = result.Found };
                erased.UnionWith(contents);
            }
            else if (!isMoved)
            {
                return report with { Rewritten = rewritten, LostHeads = [.. lostHeads], Strays = strays.Count };
            }

            if (round == MostRounds)
            {
                throw LakeException.Conflict(
                    $"Others keep writing rows that pass to {string.Join(", ", tables)}: {MostRounds} times there were new ones. What was found so far is erased; stop who writes them, and erase again.");
            }

            // What was written meanwhile may have left strays too.
            findings = await FindAsync(withStrays: isMoved && round > 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IReadOnlyList<RowFindings>> FindAsync(bool withStrays, CancellationToken cancellationToken)
    {
        var found = new List<RowFindings>();
        foreach (var table in tables)
        {
            var history = await TableHistory.ReadAsync(lake, table, See, cancellationToken).ConfigureAwait(false);
            if (history.Files.Count == 0)
            {
                throw LakeException.NotFound($"No state of {lake.Location} ever had a table '{table}'.");
            }

            found.Add(await RowFindings.FindAsync(lake.Tables, history, where, verdicts[table], options.Mutants, cancellationToken).ConfigureAwait(false));
        }

        if (withStrays && !options.Mutants.HasFlag(RowErasureMutants.StraysStay))
        {
            await FindStraysAsync(found, cancellationToken).ConfigureAwait(false);
        }

        return found;
    }

    // Only those are held that have a word of the test, literal or not: which words are literals is known once the table's columns are.
    private void See(Commit commit)
    {
        if (words.Exists(word => Texts(commit).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))))
        {
            mentions[commit.Id] = commit;
        }
    }

    private static IEnumerable<string> Texts(Commit commit) => [commit.Record.Message, .. commit.Record.Metadata?.Values ?? []];

    private async ValueTask FindStraysAsync(List<RowFindings> found, CancellationToken cancellationToken)
    {
        var contents = new StrayContents(lake.Store, Erasing);
        var searches = found.Select(one => new StraySearch(lake, contents, one)).ToList();
        await foreach (var stray in contents.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (var search in searches)
            {
                if (!strays.ContainsKey(stray.Sha256!.Value) && await search.IsErasedAsync(stray, cancellationToken).ConfigureAwait(false))
                {
                    strays.Add(stray.Sha256.Value, stray.SizeBytes);
                }
            }
        }

        underWay = contents.LeftOut;
    }

    private async ValueTask<bool> RewriteAsync(RowFindings findings, HashSet<RefName> lostHeads, CancellationToken cancellationToken)
    {
        var heads = new HeadErasure(lake, where, Digest, author);
        var isMoved = false;
        foreach (var branch in await lake.BranchesAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (await heads.RunAsync(branch.Name, findings, cancellationToken).ConfigureAwait(false) is { } made)
                {
                    rewritten.Add(made);
                    isMoved = true;
                }
            }
            catch (LakeException e) when (e.Kind == LakeErrorKind.Expired)
            {
                lostHeads.Add(branch.Name); // Its log was erased before, as where it was moved back.
            }
        }

        return isMoved;
    }

    private HashSet<ContentHash> ContentsOf(IReadOnlyList<RowFindings> found) =>
        [.. found.SelectMany(one => one.Data.Concat(one.Logs)).Select(file => file.Entry.Sha256).OfType<ContentHash>(), .. strays.Keys];

    private string Reason() => $"{options.Reason} (rows of {string.Join(", ", tables)}, predicate {Digest})";

    private void CheckPaths(IReadOnlyList<RowFindings> found)
    {
        if (!options.LeavesPaths && found.FirstOrDefault(one => one.Paths.Count > 0) is { } one)
        {
            throw LakeException.Refused(
                $"'{one.History.Table}' is divided by {string.Join(", ", one.PathColumns)}, and the folders of {one.Paths.Count} files say values that no other rows have. "
                + "Paths are in trees, whose hashes commits stand on: they cannot be erased. Nothing was changed. To erase all but the paths, say so (lv: --leave-paths).");
        }
    }

    private async ValueTask<RowErasureReport> TellAsync(IReadOnlyList<RowFindings> found, CancellationToken cancellationToken)
    {
        var (lost, heads) = (new List<LostVersions>(), new HashSet<RefName>());
        foreach (var states in found.Select(one => new LostStates(lake, one)))
        {
            lost.AddRange(await states.ReadAsync(cancellationToken).ConfigureAwait(false));
            heads.UnionWith(await states.HeadsAsync(cancellationToken).ConfigureAwait(false));
        }

        var literals = new TestLiterals(found.SelectMany(one => one.Searches).Select(search => search.Test));
        return new RowErasureReport
        {
            PredicateDigest = Digest,
            Salt = salt,
            StoredRows = found.Sum(one => one.Rows),
            DataFiles = found.Sum(one => one.Data.Count),
            LogFiles = found.Sum(one => one.Logs.Count),
            Strays = strays.Count,
            UnderWay = underWay,
            Rewritten = [],
            Lost = lost,
            LostHeads = [.. heads.Where(head => head.Kind != RefKind.Branch)],
            Mentions = [.. mentions.Values.Where(commit => Texts(commit).Any(literals.AreIn))
                .OrderBy(commit => commit.Record.Time).Select(commit => commit.Id)],
            Paths = [.. found.SelectMany(one => one.Paths.Select(path => TablePath.Prefix(one.History.Table) + path))],
            Outside = [.. found.SelectMany(one => one.Data.Concat(one.Logs)).Select(file => file.Outside).OfType<string>().Distinct(StringComparer.Ordinal)],
            Unread = [.. found.SelectMany(one => one.Unread.Select(path => TablePath.Prefix(one.History.Table) + path))],
        };
    }

    // Before anything is changed: what a branch needs is not erased while the branch cannot do without.
    private async ValueTask<IReadOnlyList<RewrittenTable>> PlannedAsync(IReadOnlyList<RowFindings> found, CancellationToken cancellationToken)
    {
        var (planned, heads) = (new List<RewrittenTable>(), new HeadErasure(lake, where, Digest, author));
        foreach (var one in found)
        {
            foreach (var branch in await lake.BranchesAsync(cancellationToken).ConfigureAwait(false))
            {
                if (await heads.IsNeededAsync(branch.Name, one, cancellationToken).ConfigureAwait(false))
                {
                    planned.Add(new RewrittenTable(branch.Name, one.History.Table, null, null, null));
                }
            }
        }

        return planned;
    }
}
