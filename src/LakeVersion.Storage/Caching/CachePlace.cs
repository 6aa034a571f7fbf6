namespace LakeVersion.Storage.Caching;

/// <summary>A range of an object, or all of it: what cached bytes are known by.</summary>
internal readonly record struct CachePlace(StoreKey Key, long Offset, int Length)
{
    /// <summary>The whole object.</summary>
    public static CachePlace Whole(StoreKey key) => new(key, 0, -1);
}
