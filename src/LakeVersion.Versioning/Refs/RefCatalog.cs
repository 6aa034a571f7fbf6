using LakeVersion.Versioning.Logs;

namespace LakeVersion.Versioning.Refs;

/// <summary>Lists names with where they stand.</summary>
public sealed class RefCatalog
{
    private const int RequestsAtOnce = 16;

    private readonly LakeStore lake;

    internal RefCatalog(LakeStore lake) => this.lake = lake;

    /// <summary>The live names of a kind, or all that have a log, in key order, with the newest entry of each.</summary>
    /// <remarks>One listing of names, then one or two requests a name, 16 at once.</remarks>
    public async ValueTask<IReadOnlyList<NamedHead>> ListAsync(
        RefKind kind, bool includeDead = false, CancellationToken cancellationToken = default)
    {
        var names = new List<RefName>();
        await foreach (var name in lake.Logs.NamesAsync(kind, cancellationToken).ConfigureAwait(false))
        {
            names.Add(name);
        }

        var heads = new StoredEntry?[names.Count];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(RequestsAtOnce, names.Count)).Select(_ => ReadHeadsAsync())).ConfigureAwait(false);
        var list = new List<NamedHead>();
        for (var i = 0; i < names.Count; i++)
        {
            if (heads[i] is { } head && (includeDead || head.Entry.IsLive))
            {
                list.Add(new NamedHead(names[i], head));
            }
        }

        return list;

        async Task ReadHeadsAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < names.Count; i = Interlocked.Increment(ref next))
            {
                heads[i] = await lake.Logs.HeadAsync(names[i].Log, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}

/// <summary>A name and the newest entry of its log.</summary>
/// <param name="Name">The name.</param>
/// <param name="Head">The newest entry.</param>
public sealed record NamedHead(RefName Name, StoredEntry Head);
