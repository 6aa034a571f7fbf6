using LakeVersion.Delta;
using LakeVersion.Delta.Erasing;
using LakeVersion.Delta.Log;
using LakeVersion.Storage;
using LakeVersion.Tables;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Refs;

namespace LakeVersion.Erasing;

/// <summary>Finds which versions of a table the history of names cannot show once content is erased.</summary>
/// <remarks>A version is lost where a file of its log is that it is read from, or a data file that it shows. The log tells mostly: a state is opened only
/// where a log names files with erased rows and says nothing else of them.</remarks>
internal sealed class LostStates(Lake lake, RowFindings findings)
{
    private readonly Dictionary<StateOfTable, (long Version, bool IsLost)?> known = [];

    /// <summary>What is lost, by name and stretch.</summary>
    public async ValueTask<IReadOnlyList<LostVersions>> ReadAsync(CancellationToken cancellationToken)
    {
        var lost = new List<LostVersions>();
        foreach (var name in findings.History.Names.Where(name => name.Name.Kind != RefKind.Staging))
        {
            LostVersions? open = null;
            foreach (var (entry, state) in name.States)
            {
                if (state is null || await OfAsync(state, cancellationToken).ConfigureAwait(false) is not (var version, var isLost))
                {
                    continue;
                }

                if (!isLost)
                {
                    AddTo(lost, ref open);
                    continue;
                }

                open = open is null
                    ? new LostVersions(name.Name, findings.History.Table, version, version, entry, entry)
                    : open with { FirstVersion = Math.Min(open.FirstVersion, version), LastVersion = Math.Max(open.LastVersion, version), LastEntry = entry };
            }

            AddTo(lost, ref open);
        }

        return lost;
    }

    /// <summary>The live names whose newest state is lost.</summary>
    public async ValueTask<IReadOnlyList<RefName>> HeadsAsync(CancellationToken cancellationToken)
    {
        var heads = new List<RefName>();
        foreach (var name in findings.History.Names.Where(name => name.IsLive))
        {
            if (name.States is [.., (_, { } state)] && await OfAsync(state, cancellationToken).ConfigureAwait(false) is (_, true))
            {
                heads.Add(name.Name);
            }
        }

        return heads;
    }

    private static void AddTo(List<LostVersions> lost, ref LostVersions? open)
    {
        if (open is not null)
        {
            lost.Add(open);
            open = null;
        }
    }

    // Null where there is no table.
    private async ValueTask<(long Version, bool IsLost)?> OfAsync(StateOfTable state, CancellationToken cancellationToken)
    {
        if (!known.TryGetValue(state, out var answer))
        {
            answer = await ReadAsync(state, cancellationToken).ConfigureAwait(false);
            known.Add(state, answer);
        }

        return answer;
    }

    private async ValueTask<(long Version, bool IsLost)?> ReadAsync(StateOfTable state, CancellationToken cancellationToken)
    {
        LogNeeds needs;
        try
        {
            needs = await LogNeeds.ReadAsync(state.Folder, lake.Tables, cancellationToken).ConfigureAwait(false);
        }
        catch (LakeException e) when (e.Kind is LakeErrorKind.NotFound or LakeErrorKind.Corrupt)
        {
            return null;
        }

        var isLost = needs.IsGone || await AnyLostAsync(state, needs.Keys, cancellationToken).ConfigureAwait(false);
        if (!isLost && findings.HasSilentAdds)
        {
            var table = await DeltaTable.OpenAsync(state.Folder, lake.Tables, cancellationToken).ConfigureAwait(false);
            var files = (await table.SnapshotAsync(cancellationToken).ConfigureAwait(false)).Files.SelectMany(TableFiles.Of);
            isLost = await AnyLostAsync(state, files, cancellationToken).ConfigureAwait(false);
        }

        return (needs.Version, isLost);
    }

    private async ValueTask<bool> AnyLostAsync(StateOfTable state, IEnumerable<StoreKey> keys, CancellationToken cancellationToken)
    {
        var prefix = TablePath.Prefix(findings.History.Table);
        foreach (var key in keys)
        {
            if (await state.Tree.GetAsync(LakePath.Parse(prefix + key.Value), cancellationToken).ConfigureAwait(false) is { } entry && findings.IsLost(entry))
            {
                return true;
            }
        }

        return false;
    }
}
