using System.Text.Json;
using LakeVersion.Storage;
using LakeVersion.Versioning.Mirroring;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Records;

namespace LakeVersion.Versioning.Commits;

/// <summary>Reads and writes commit records.</summary>
public sealed class CommitStore
{
    private readonly IObjectStore store;
    private readonly LakeLineage lineage;

    internal CommitStore(IObjectStore store, LakeLineage lineage) => (this.store, this.lineage) = (store, lineage);

    internal CommitStore(IObjectStore store, LakeIdentity identity)
        : this(store, new LakeLineage(identity.Lake))
    {
    }

    /// <summary>Reads a commit whose id is known to be published.</summary>
    /// <exception cref="LakeException">Corrupt: the record is missing, damaged or another's.</exception>
    public async ValueTask<Commit> ReadAsync(CommitId id, CancellationToken cancellationToken = default) =>
        await TryReadAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw LakeException.Corrupt($"{id.ToKey()}: the record of commit {id.Abbreviated} is missing.");

    /// <summary>Reads a commit that another one names as a parent, or stands for.</summary>
    /// <exception cref="LakeException">Corrupt: the record of a parent is missing, or the record is damaged. Expired: that of a commit that the other stands for is gone.</exception>
    internal async ValueTask<Commit> ReadNamedAsync(Commit from, CommitId id, CancellationToken cancellationToken) =>
        await TryReadAsync(id, cancellationToken).ConfigureAwait(false)
        ?? throw (from.Record.Parents.Contains(id)
            ? LakeException.Corrupt($"{id.ToKey()}: the record of commit {id.Abbreviated}, a parent of {from.Id.Abbreviated}, is missing.")
            : LakeException.Expired($"Commit {from.Id.Abbreviated} stands for {id.Abbreviated}, whose record is gone: what it brought cannot be told any more."));

    /// <summary>Reads a commit, or null where no record has the id.</summary>
    /// <exception cref="LakeException">Corrupt: the record is damaged or another's.</exception>
    public async ValueTask<Commit?> TryReadAsync(CommitId id, CancellationToken cancellationToken = default)
    {
        var key = id.ToKey();
        if (await store.GetAsync(key, cancellationToken).ConfigureAwait(false) is not { } bytes)
        {
            return null;
        }

        var lines = Record.Open(key, bytes, CommitRecord.TypeName);
        if (lines.Count != 2)
        {
            throw LakeException.Corrupt($"{key}: expected 2 lines before the seal, found {lines.Count}.");
        }

        var found = CommitId.Of(lines[0].Span);
        if (found != id)
        {
            throw LakeException.Corrupt($"{key}: expected commit {id}, but the record's digest is {found}.");
        }

        var record = RecordJson.Read(key, lines[0].Span, RecordJson.Default.CommitRecord);
        var places = RecordJson.Read(key, lines[1].Span, RecordJson.Default.CommitPlaces);
        return lineage.Knows(record.Lake)
            ? new Commit(id, record, places.Root)
            : throw LakeException.Corrupt($"{key}: expected a commit of lake {lineage.Id}, found one of {record.Lake}.");
    }

    /// <summary>The ids that begin with some hex digits (at least 2), published or not, at most so many.</summary>
    internal async ValueTask<IReadOnlyList<CommitId>> FindAsync(string digits, int limit, CancellationToken cancellationToken)
    {
        var ids = new List<CommitId>();
        var request = new ListRequest { Prefix = $"commits/{digits[..2]}/{digits}", Limit = limit };
        await foreach (var item in store.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (CommitId.TryParse(item.Name[(item.Name.LastIndexOf('/') + 1)..], out var id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Makes a commit of a record without storing it.</summary>
    internal static Commit Make(CommitRecord record, Locator? rootPlace) => new(CommitId.Of(record.ToLine()), record, rootPlace);

    /// <summary>Stores a record. Writing equal bytes again is harmless.</summary>
    internal async ValueTask WriteAsync(Commit commit, CancellationToken cancellationToken)
    {
        var places = JsonSerializer.SerializeToUtf8Bytes(new CommitPlaces { Root = commit.RootPlace }, RecordJson.Default.CommitPlaces);
        var bytes = Record.Seal(commit.Record.ToLine(), places);
        await store.PutAsync(commit.Id.ToKey(), bytes, cancellationToken).ConfigureAwait(false);
    }
}
