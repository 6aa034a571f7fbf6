using System.Text;
using LakeVersion.Outside;
using LakeVersion.Storage;
using LakeVersion.Versioning.Places;
using LakeVersion.Versioning.Transactions;
using LakeVersion.Versioning.Trees;

namespace LakeVersion.Adopting;

/// <summary>Makes one object outside the lake an entry of a transaction.</summary>
/// <remarks>
/// 1. An entry of the same object at the same tag stays; hashing or copying what was only registered makes it more. 2. Any other
/// entry at the path is replaced only where that was asked for. 3. What nobody may read here afterwards is not registered.
/// </remarks>
internal sealed class ObjectAdoption(Lake lake, Transaction transaction, AdoptOptions options)
{
    private const int MaxIdentityBytes = 1536;

    private long files;
    private long bytes;
    private long unchanged;

    public AdoptResult Result => new() { IsTable = false, Files = files, Bytes = bytes, Unchanged = unchanged };

    /// <summary>Puts the object at a path; the caller has checked that files may be put there.</summary>
    public async ValueTask PutAsync(LakePath path, OutsideObject source, CancellationToken cancellationToken)
    {
        var identity = Identify(source);
        var known = await transaction.GetAsync(path, cancellationToken).ConfigureAwait(false);
        var isSame = known is not null && IsOf(known, identity);
        if (isSame && options.Mode != AdoptMode.Copy && (known!.Kind == EntryKind.File || options.Mode == AdoptMode.Register))
        {
            Count(source, isNew: false); // 1
            return;
        }

        if (options.Mode == AdoptMode.Register && known is not null && !options.Replace)
        {
            throw Occupied(path, source); // 2
        }

        var entry = await EntryAsync(path, source, identity, known, cancellationToken).ConfigureAwait(false);
        if (known is not null && SameContent(known, entry))
        {
            Count(source, isNew: false);
            return;
        }

        if (known is not null && !isSame && !options.Replace)
        {
            throw Occupied(path, source); // 2
        }

        transaction.Put(path, entry);
        Count(source, isNew: true);
    }

    private static bool SameContent(TreeEntry known, TreeEntry entry) =>
        known.Kind == EntryKind.File && known.Sha256 == entry.Sha256 && known.SizeBytes == entry.SizeBytes;

    // A listing tells no version ids, and the tag alone says whether it is the same.
    private static bool IsOf(TreeEntry known, ExternalIdentity identity) =>
        (known.External ?? known.Place?.External) is { } other && other.Uri == identity.Uri && other.ETag == identity.ETag;

    private static LakeException Occupied(LakePath path, OutsideObject source) => LakeException.Conflict(
        $"'{path}' holds something else than '{source.Uri}' has now. Adopt to another path, or replace what is there with --replace.");

    private ExternalIdentity Identify(OutsideObject source)
    {
        var uri = OutsideUri.Parse(source.Uri);
        if (options.Mode != AdoptMode.Copy)
        {
            lake.External.Check(uri); // 3
        }

        var version = source.Info.Version
            ?? throw LakeException.Unsupported($"'{source.Store.Name}' tells no versions of its objects, so a change of '{source.Uri}' would go unnoticed. Adopt with --copy.");
        var identity = new ExternalIdentity(source.Uri, version.ETag, version.VersionId ?? "");
        return Encoding.UTF8.GetByteCount(identity.Uri + identity.ETag + identity.VersionId) <= MaxIdentityBytes
            ? identity
            : throw LakeException.Unsupported($"The name of '{source.Uri}' is too long to be registered: at most {MaxIdentityBytes} bytes with its tag. Adopt with --copy.");
    }

    private async ValueTask<TreeEntry> EntryAsync(
        LakePath path, OutsideObject source, ExternalIdentity identity, TreeEntry? known, CancellationToken cancellationToken)
    {
        var content = source.OpenRead();
        await using (content.ConfigureAwait(false))
        {
            var entry = options.Mode switch
            {
                AdoptMode.Register => new TreeEntry { Kind = EntryKind.External, SizeBytes = source.Info.SizeBytes, External = identity },
                AdoptMode.Hash => await transaction.Upload.AddOutsideAsync(content, identity, cancellationToken).ConfigureAwait(false),
                _ => await transaction.Upload.AddContentAsync(content, known, cancellationToken).ConfigureAwait(false),
            };
            return entry with { ContentType = options.ContentType?.Invoke(path.Value), Modified = source.Info.Modified };
        }
    }

    private void Count(OutsideObject source, bool isNew)
    {
        Interlocked.Increment(ref files);
        Interlocked.Add(ref bytes, source.Info.SizeBytes);
        Interlocked.Add(ref unchanged, isNew ? 0 : 1);
        options.Adopted?.Invoke(source.Info.SizeBytes);
    }
}
