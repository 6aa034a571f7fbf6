using System.Buffers;
using System.Globalization;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;
using LakeVersion.Delta.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Upkeep;

/// <summary>Writes what several commits did as one file, which readers may take in their place (PROTOCOL.md, "Log Compaction Files").</summary>
/// <remarks>The newest action on each file, application, domain, and on protocol and metadata stays, byte for byte as its commit has it;
/// removals too, as they end what commits before the range did. The range's commits are in memory meanwhile.</remarks>
internal sealed class LogCompactor(IObjectStore folder)
{
    /// <exception cref="LakeException">Invalid: no range. NotFound: a version of it is not there. Unsupported: a commit holds an action that is
    /// unknown here, or the table uses a feature that is. Conflict: the file exists.</exception>
    public async ValueTask<string> RunAsync(DeltaSnapshot table, long from, long to, CancellationToken cancellationToken)
    {
        TableFeatures.CheckMaintainable(table.Protocol, table.Metadata, folder.Name);
        if (from < 0 || to <= from)
        {
            throw LakeException.Invalid($"Versions {from} to {to} are no range: a compaction stands for two versions at least.");
        }

        var files = await LogListing.ListAsync(folder, from, cancellationToken).ConfigureAwait(false);
        var commits = files.Where(file => file.Kind == LogFileKind.Commit && file.Version >= from && file.Version <= to).OrderBy(file => file.Version).ToList();
        for (var version = from; version <= to; version++)
        {
            if (commits.Count <= version - from || commits[(int)(version - from)].Version != version)
            {
                throw LakeException.NotFound($"The log of {folder.Name} has no commit of version {version}; the newest version is {table.Version}.");
            }
        }

        var kept = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        await foreach (var commit in LogReader.ReadAsync(folder, commits, cancellationToken).ConfigureAwait(false))
        {
            foreach (var line in commit.Lines)
            {
                if (Key(line.Action, commit.Version) is { } key)
                {
                    kept[key] = line.Raw;
                }
            }
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{LogKeys.Stem(from)}.{to:D20}.compacted.json");
        var outcome = await folder.CreateAsync(StoreKey.Parse(name), Join(kept.Values), cancellationToken).ConfigureAwait(false);
        return outcome.Result == CreateResult.Created ? name : throw LakeException.Conflict($"{name} of {folder.Name} exists already, or no clear answer came.");
    }

    // What an action is about: a later one on the same takes its place. Null for what is no part of the state.
    private string? Key(DeltaAction action, long version) => action switch
    {
        AddFile file => File(file.Path, file.DeletionVector),
        RemoveFile file => File(file.Path, file.DeletionVector),
        AppTransaction txn => "txn " + txn.AppId,
        DomainMetadata domain => "domain " + domain.Domain,
        ProtocolAction => "protocol",
        MetadataAction => "metaData",
        CommitInfo or ChangeDataFile => null,
        UnknownAction unknown => throw LakeException.Unsupported(
            $"Version {version} of {folder.Name} holds the action '{unknown.Name}', which is unknown here, so it is not known how to compact it."),
        _ => throw LakeException.Corrupt($"Version {version} of {folder.Name} holds an action that only checkpoints may hold."),
    };

    private static string File(string path, DeletionVectorDescriptor? vector) => $"file {FilePath.Decode(path)}\n{vector?.UniqueId}";

    private static byte[] Join(IEnumerable<ReadOnlyMemory<byte>> lines)
    {
        var content = new ArrayBufferWriter<byte>();
        foreach (var line in lines)
        {
            content.Write(line.Span);
            content.Write("\n"u8);
        }

        return content.WrittenSpan.ToArray();
    }
}
