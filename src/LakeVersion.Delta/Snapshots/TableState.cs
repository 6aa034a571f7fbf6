using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Log;

namespace LakeVersion.Delta.Snapshots;

/// <summary>The result of replaying a log up to one version (PROTOCOL.md, "Action Reconciliation"). Mutable while it is built.</summary>
/// <remarks>Rules, for each version in ascending order: (1) the newest protocol, metadata, txn of an application and domain
/// win; (2) a file is keyed by path and deletion vector, and its newest add or remove wins; (3) a removed domain is gone.</remarks>
internal sealed class TableState
{
    private readonly Dictionary<FileKey, AddFile> files;
    private readonly Dictionary<FileKey, RemoveFile> tombstones;
    private readonly Dictionary<string, AppTransaction> transactions;
    private readonly Dictionary<string, DomainMetadata> domains;

    /// <summary>The state before the first version.</summary>
    public TableState()
        : this(-1, [], [], new(StringComparer.Ordinal), new(StringComparer.Ordinal))
    {
    }

    private TableState(
        long version,
        Dictionary<FileKey, AddFile> files,
        Dictionary<FileKey, RemoveFile> tombstones,
        Dictionary<string, AppTransaction> transactions,
        Dictionary<string, DomainMetadata> domains)
    {
        Version = version;
        (this.files, this.tombstones, this.transactions, this.domains) = (files, tombstones, transactions, domains);
    }

    public long Version { get; private set; }

    public ProtocolAction? Protocol { get; private set; }

    public MetadataAction? Metadata { get; private set; }

    /// <summary>The provenance of the newest version alone.</summary>
    public CommitInfo? Info { get; private set; }

    /// <summary>The newest commit file's time, moved up where needed so that times ascend with versions.</summary>
    public DateTimeOffset FileTime { get; private set; } = DateTimeOffset.MinValue;

    public IReadOnlyDictionary<FileKey, AddFile> Files => files;

    public IReadOnlyDictionary<FileKey, RemoveFile> Tombstones => tombstones;

    public IReadOnlyDictionary<string, AppTransaction> Transactions => transactions;

    public IReadOnlyDictionary<string, DomainMetadata> Domains => domains;

    /// <summary>A copy to go on from, so that states which were handed out never change.</summary>
    public TableState Copy() => new(Version, new(files), new(tombstones), new(transactions), new(domains))
    {
        Protocol = Protocol, Metadata = Metadata, Info = Info, FileTime = FileTime,
    };

    /// <summary>Applies the next version.</summary>
    public void Apply(ParsedCommit commit, DateTimeOffset fileTime)
    {
        Version = commit.Version;
        Info = null;
        // Whole milliseconds: times of commits are compared as such.
        var time = DateTimeOffset.FromUnixTimeMilliseconds(fileTime.ToUnixTimeMilliseconds());
        FileTime = FileTime == DateTimeOffset.MinValue || time > FileTime ? time : FileTime.AddMilliseconds(1);
        foreach (var line in commit.Lines)
        {
            Apply(line.Action);
        }
    }

    private void Apply(DeltaAction action)
    {
        switch (action)
        {
            case AddFile add:
                files[FileKey.Of(add)] = add;
                tombstones.Remove(FileKey.Of(add));
                break;
            case RemoveFile remove:
                tombstones[FileKey.Of(remove)] = remove;
                files.Remove(FileKey.Of(remove));
                break;
            case ProtocolAction protocol:
                Protocol = protocol;
                break;
            case MetadataAction metadata:
                Metadata = metadata;
                break;
            case AppTransaction transaction:
                transactions[transaction.AppId] = transaction;
                break;
            case DomainMetadata { Removed: true } domain:
                domains.Remove(domain.Domain);
                break;
            case DomainMetadata domain:
                domains[domain.Domain] = domain;
                break;
            case CommitInfo info:
                Info ??= info;
                break;
        }
    }
}
