namespace LakeVersion.Storage;

/// <summary>Requests by verb and bytes moved, as <see cref="CountingStore"/> saw them. Subtract two to see what happened between.</summary>
public readonly record struct StoreCounters
{
    /// <summary>Whole objects asked for, found or not.</summary>
    public long Gets { get; init; }

    /// <summary>Ranges asked for, found or not.</summary>
    public long Ranges { get; init; }

    /// <summary>Objects looked up without their bytes.</summary>
    public long Stats { get; init; }

    /// <summary>Plain puts, from memory or a stream.</summary>
    public long Puts { get; init; }

    /// <summary>Create-only puts, whatever their outcome.</summary>
    public long Creates { get; init; }

    /// <summary>Settles; free on object storage.</summary>
    public long Settles { get; init; }

    /// <summary>Listings begun. A long one takes several requests on object storage.</summary>
    public long Lists { get; init; }

    /// <summary>Items that listings returned.</summary>
    public long ListedItems { get; init; }

    /// <summary>Delete calls.</summary>
    public long Deletes { get; init; }

    /// <summary>Keys in delete calls.</summary>
    public long DeletedKeys { get; init; }

    /// <summary>Questions for the store's time.</summary>
    public long Times { get; init; }

    /// <summary>Content handed to puts and creates that returned, in bytes.</summary>
    public long BytesUp { get; init; }

    /// <summary>Content that gets and ranges returned, in bytes.</summary>
    public long BytesDown { get; init; }

    /// <summary>All requests that cost a round trip on object storage: everything but settles.</summary>
    public long Requests => Gets + Ranges + Stats + Puts + Creates + Lists + Deletes + Times;

    /// <summary>What happened between an earlier snapshot and this one.</summary>
    public static StoreCounters operator -(StoreCounters later, StoreCounters earlier) => Subtract(later, earlier);

    /// <summary>What happened between an earlier snapshot and a later one.</summary>
    public static StoreCounters Subtract(StoreCounters later, StoreCounters earlier) => new()
    {
        Gets = later.Gets - earlier.Gets,
        Ranges = later.Ranges - earlier.Ranges,
        Stats = later.Stats - earlier.Stats,
        Puts = later.Puts - earlier.Puts,
        Creates = later.Creates - earlier.Creates,
        Settles = later.Settles - earlier.Settles,
        Lists = later.Lists - earlier.Lists,
        ListedItems = later.ListedItems - earlier.ListedItems,
        Deletes = later.Deletes - earlier.Deletes,
        DeletedKeys = later.DeletedKeys - earlier.DeletedKeys,
        Times = later.Times - earlier.Times,
        BytesUp = later.BytesUp - earlier.BytesUp,
        BytesDown = later.BytesDown - earlier.BytesDown,
    };
}
