using System.Text;
using System.Text.Json.Nodes;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Committing;
using LakeVersion.Delta.Files;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;

namespace LakeVersion.Delta.Upkeep;

/// <summary>The bytes of a version's checksum (PROTOCOL.md, "Version Checksum File"): what is surely known of the version, and costs its changes alone. Pure.</summary>
internal static class ChecksumContent
{
    // Beyond these the optional lists would make every version carry them all.
    private const int MostListed = 100;

    /// <summary>The checksum; null where the sizes that the log states cannot be summed.</summary>
    /// <param name="transaction">What was committed.</param>
    /// <param name="staged">Its bytes.</param>
    /// <param name="previous">The version before; null for version 0.</param>
    public static byte[]? Of(DeltaTransaction transaction, StagedCommit staged, DeltaSnapshot? previous)
    {
        if (Count(transaction.Actions, previous?.State.Files ?? FileSet.Empty) is not var (files, bytes))
        {
            return null;
        }

        var info = ParsedCommit.FirstInfo(staged.Version, staged.Content);
        var content = new JsonObject { ["txnId"] = info?.TxnId, ["tableSizeBytes"] = bytes, ["numFiles"] = files, ["numMetadata"] = 1, ["numProtocol"] = 1 };
        if (info?.InCommitTimestamp is { } time)
        {
            content["inCommitTimestampOpt"] = time;
        }

        var transactions = Newest(previous?.Transactions, transaction.Actions.OfType<AppTransaction>(), txn => txn.AppId);
        if (transactions.Count <= MostListed)
        {
            content["setTransactions"] = new JsonArray([.. transactions.Select(txn => Body(txn, "txn"))]);
        }

        var domains = Newest(previous?.Domains, Domains(staged), domain => domain.Domain).Where(domain => !domain.Removed).ToList();
        if (domains.Count <= MostListed)
        {
            content["domainMetadata"] = new JsonArray([.. domains.Select(domain => Body(domain, "domainMetadata"))]);
        }

        content["metadata"] = Written(transaction, staged, "metaData") ?? Body(previous!.Metadata, "metaData");
        content["protocol"] = Written(transaction, staged, "protocol") ?? Body(previous!.Protocol, "protocol");
        return Encoding.UTF8.GetBytes(content.ToJsonString());
    }

    // As the commit has them, which adds the mark of row ids.
    private static IEnumerable<DomainMetadata> Domains(StagedCommit staged)
    {
        foreach (var line in new LogLines(staged.Content))
        {
            if (line.Text.Span.StartsWith("{\"domainMetadata\":"u8) && ActionReader.Read(line.Text.Span) is DomainMetadata domain)
            {
                yield return domain;
            }
        }
    }

    // As the commit has it, which may have completed what the transaction asked for.
    private static JsonNode? Written(DeltaTransaction transaction, StagedCommit staged, string name)
    {
        if (!transaction.Actions.Any(action => action is MetadataAction or ProtocolAction))
        {
            return null;
        }

        var begin = Encoding.UTF8.GetBytes($"{{\"{name}\":");
        var line = new LogLines(staged.Content).LastOrDefault(line => line.Text.Span.StartsWith(begin));
        return line.Text.IsEmpty ? null : Detached(line.Text.Span, name);
    }

    // As replay does it: an add takes the place of its path's file, and a remove ends its own vector's file alone.
    private static (long Files, long Bytes)? Count(IReadOnlyList<DeltaAction> actions, FileSet before)
    {
        var touched = new Dictionary<string, (string? Vector, long Size)?>(StringComparer.Ordinal);
        (string? Vector, long Size)? Known(string path) => before.PlaceOf(Encoding.UTF8.GetBytes(path)) is var (block, row)
            ? (block.DeletionVector(row)?.UniqueId, block.Size(row))
            : null;
        foreach (var action in actions)
        {
            switch (action)
            {
                case AddFile add:
                    touched[FilePath.Decode(add.Path)] = (add.DeletionVector?.UniqueId, add.Size);
                    break;
                case RemoveFile remove:
                    var path = FilePath.Decode(remove.Path);
                    var now = touched.TryGetValue(path, out var changed) ? changed : Known(path);
                    touched[path] = now?.Vector == remove.DeletionVector?.UniqueId ? null : now;
                    break;
            }
        }

        var (files, bytes) = ((long)before.Count, (Int128)before.SizeBytes());
        foreach (var (path, after) in touched)
        {
            var was = Known(path);
            files += (after is null ? 0 : 1) - (was is null ? 0 : 1);
            bytes += (after?.Size ?? 0) - (Int128)(was?.Size ?? 0);
        }

        return before.SizeBytes() is >= 0 and < long.MaxValue && bytes >= 0 && bytes < long.MaxValue ? (files, (long)bytes) : null;
    }

    private static List<T> Newest<T>(IReadOnlyDictionary<string, T>? before, IEnumerable<T> changed, Func<T, string> name)
    {
        var newest = new SortedDictionary<string, T>(StringComparer.Ordinal);
        foreach (var item in (before?.Values ?? []).Concat(changed))
        {
            newest[name(item)] = item;
        }

        return [.. newest.Values];
    }

    private static JsonNode? Body(DeltaAction action, string name) => Detached(ActionWriter.Write([action]), name);

    private static JsonNode? Detached(ReadOnlySpan<byte> line, string name)
    {
        var parsed = JsonNode.Parse(line)!.AsObject();
        var body = parsed[name];
        parsed.Remove(name);
        return body;
    }
}
