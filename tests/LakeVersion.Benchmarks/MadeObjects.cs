using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Benchmarks;

/// <summary>A store that lists objects of one transaction and epoch which nobody stored; all else is that of another store.</summary>
internal sealed class MadeObjects : DelegatingStore
{
    private readonly uint epoch;
    private readonly uint[][] folders;

    public MadeObjects(IObjectStore inner, uint epoch, int count)
        : base(inner)
    {
        this.epoch = epoch;
        var lists = Enumerable.Range(0, 256).Select(_ => new List<uint>(count / 250)).ToArray();
        for (var n = 0u; n < count; n++)
        {
            lists[SHA256.HashData(Encoding.ASCII.GetBytes(NameOf(n)))[0]].Add(n);
        }

        folders = [.. lists.Select(list => list.OrderBy(NameOf, StringComparer.Ordinal).ToArray())];
    }

    public static Id128 Transaction { get; } = new(42);

    /// <summary>How many of the made objects were asked to be deleted.</summary>
    public long Deleted { get; private set; }

    public override async IAsyncEnumerable<ListItem> ListAsync(ListRequest request, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (!request.Prefix.StartsWith("objects/", StringComparison.Ordinal))
        {
            await foreach (var item in base.ListAsync(request, cancellationToken))
            {
                yield return item;
            }

            yield break;
        }

        var folder = byte.Parse(request.Prefix.AsSpan(8, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        foreach (var n in folders[folder])
        {
            yield return new ListItem($"{request.Prefix}{epoch:x8}/{NameOf(n)}", new ObjectInfo(1 << 20, DateTimeOffset.UnixEpoch));
        }
    }

    public override async ValueTask DeleteAsync(IReadOnlyCollection<StoreKey> keys, CancellationToken cancellationToken = default)
    {
        Deleted += keys.Count(key => key.Value.StartsWith("objects/", StringComparison.Ordinal));
        await base.DeleteAsync([.. keys.Where(key => !key.Value.StartsWith("objects/", StringComparison.Ordinal))], cancellationToken);
    }

    private static string NameOf(uint n) => string.Create(CultureInfo.InvariantCulture, $"{Transaction}-{n:x}");
}
