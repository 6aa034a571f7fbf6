using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;

namespace LakeVersion.Storage.S3;

/// <summary>Lists names page by page, and refuses a server that does not sort them, never ends, or does not say how to go on.</summary>
/// <remarks>Objects whose names no <see cref="StoreKey"/> can hold (such as the empty <c>folder/</c> objects of some programs) are not shown.</remarks>
internal sealed class S3Lister
{
    private const int PageItems = 1000;

    // Servers may send some, as where much was deleted.
    private const int MostEmptyPages = 1000;

    private readonly S3Client client;

    public S3Lister(S3Client client) => this.client = client;

    public async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = request.Limit ?? int.MaxValue;
        ArgumentOutOfRangeException.ThrowIfNegative(left, nameof(request));
        string? token = null;
        var last = request.StartAfter;
        var emptyPages = 0;
        while (left > 0)
        {
            var page = await PageAsync(request, token, left, cancellationToken).ConfigureAwait(false);
            emptyPages++;
            foreach (var item in Items(page))
            {
                if (last is not null && Utf8Order.Compare(item.Name, last) <= 0)
                {
                    // With a start inside a folder, servers differ on whether the folder is named again.
                    if (request.StartAfter is { } start && Utf8Order.Compare(item.Name, start) <= 0)
                    {
                        continue;
                    }

                    throw LakeException.Unsupported(
                        $"The server lists '{item.Name}' of s3://{client.Bucket} after '{last}': it does not sort names by their bytes. "
                        + "LakeVersion needs sorted listings (S3 Express buckets have none); use another bucket.");
                }

                if (!item.Name.StartsWith(request.Prefix, StringComparison.Ordinal))
                {
                    throw LakeException.Unsupported(
                        $"The server lists '{item.Name}' of s3://{client.Bucket} where only names that begin with '{request.Prefix}' were asked for.");
                }

                (last, emptyPages) = (item.Name, 0);
                if (!StoreKey.TryParse(item.IsFolder ? item.Name[..^1] : item.Name, out _))
                {
                    continue;
                }

                cancellationToken.ThrowIfCancellationRequested();
                yield return item;
                if (--left == 0)
                {
                    yield break;
                }
            }

            if (page.IsTruncated != true)
            {
                yield break;
            }

            token = Next(page, emptyPages);
        }
    }

    // A listing that ends too soon would hide objects that are there, from readers and from the collector.
    private string Next(ListObjectsV2Response page, int emptyPages) =>
        string.IsNullOrEmpty(page.NextContinuationToken)
            ? throw LakeException.Unsupported(
                $"The server says that there are more names in s3://{client.Bucket} than it listed, and not how to go on. LakeVersion needs ListObjectsV2.")
        : emptyPages > MostEmptyPages
            ? throw LakeException.Unsupported($"The server lists s3://{client.Bucket} in pages without names and does not end: {emptyPages:N0} so far.")
        : page.NextContinuationToken;

    private ValueTask<ListObjectsV2Response> PageAsync(ListRequest request, string? token, int left, CancellationToken cancellationToken) =>
        client.RunAsync(
            new S3Call("Listing", client.Bucket, request.Prefix),
            (s3, patience) => s3.ListObjectsV2Async(
                new ListObjectsV2Request
                {
                    BucketName = client.Bucket,
                    Prefix = request.Prefix,
                    Delimiter = request.Folders ? "/" : null,
                    StartAfter = token is null ? request.StartAfter : null,
                    ContinuationToken = token,
                    MaxKeys = Math.Min(left, PageItems),
                    Encoding = EncodingType.Url,
                },
                patience.Token),
            cancellationToken);

    // One page holds objects and folders in two lists, each sorted. Names come encoded as asked, since XML cannot carry every character.
    private static IEnumerable<ListItem> Items(ListObjectsV2Response page)
    {
        var objects = page.S3Objects ?? [];
        var folders = page.CommonPrefixes ?? [];
        objects.RemoveAll(static found => string.IsNullOrEmpty(found.Key));
        folders.RemoveAll(string.IsNullOrEmpty);
        if (page.Encoding == EncodingType.Url)
        {
            folders = folders.ConvertAll(WebUtility.UrlDecode)!;
            objects.ForEach(static found => found.Key = WebUtility.UrlDecode(found.Key));
        }

        var (o, f) = (0, 0);
        while (o < objects.Count || f < folders.Count)
        {
            if (f == folders.Count || (o < objects.Count && Utf8Order.Compare(objects[o].Key, folders[f]) < 0))
            {
                var found = objects[o++];
                yield return new ListItem(found.Key, new ObjectInfo(found.Size ?? 0, S3Time.Of(found.LastModified), S3Version.Of(found.ETag, null)));
            }
            else
            {
                yield return new ListItem(folders[f++], null);
            }
        }
    }
}
