using LakeVersion.Storage;
using LakeVersion.Versioning.Content;
using LakeVersion.Versioning.Places;

namespace LakeVersion.Outside;

/// <summary>Reads content outside the lake: where the reader allows it, and only while it is what the lake names.</summary>
internal sealed class OutsideContent(OutsideStores stores, ExternalAccess access) : IOutsideContent
{
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(ExternalIdentity identity, long offset, int length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(identity);
        var uri = OutsideUri.Parse(identity.Uri);
        access.Check(uri);
        if (identity.ETag.Length == 0)
        {
            throw LakeException.Refused($"The content is outside the lake, at '{uri}', and the lake names no tag of it, so nothing says what it was. It is not read.");
        }

        var (store, key) = stores.Locate(uri);
        var version = new ObjectVersion(identity.ETag, identity.VersionId.Length == 0 ? null : identity.VersionId);
        var range = await store.GetRangeAsync(key, version, offset, length, cancellationToken).ConfigureAwait(false);
        return range.Result switch
        {
            VersionedResult.Same => range.Content,
            VersionedResult.Missing => throw LakeException.Corrupt(
                $"The content is outside the lake, at '{uri}', and is no longer there: whoever owns it removed it. Put it back, or take the path out of the lake."),
            _ => throw LakeException.Corrupt(
                $"The content is outside the lake, at '{uri}', and changed since it was adopted: expected the tag {identity.ETag}, found another. "
                + "Adopt it again with --replace to have what is there now; adopt with --copy what must not change."),
        };
    }
}
