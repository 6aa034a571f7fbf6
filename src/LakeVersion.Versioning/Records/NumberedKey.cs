using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Records;

/// <summary>Keys of numbered things: hex of 2^63-1-n, split 12/2/2, so that the newest sorts first (docs/format.md, section 1).</summary>
internal static class NumberedKey
{
    private const int DigitsLength = 18; // 12 + 2 + 2 digits and two slashes

    /// <summary>The key of number n (1 or more) under a prefix without a closing slash.</summary>
    public static StoreKey For(string prefix, long n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        var digits = (long.MaxValue - n).ToString("x16", CultureInfo.InvariantCulture);
        return StoreKey.Parse($"{prefix}/{digits[..12]}/{digits[12..14]}/{digits[14..]}");
    }

    /// <summary>The number at a key under a prefix without a closing slash; false where the key has another form.</summary>
    public static bool TryParse(string prefix, string key, out long n)
    {
        n = 0;
        if (key.Length != prefix.Length + 1 + DigitsLength || !key.StartsWith(prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var tail = key.AsSpan(prefix.Length + 1);
        if (key[prefix.Length] != '/' || tail[12] != '/' || tail[15] != '/')
        {
            return false;
        }

        var digits = string.Concat(tail[..12], tail[13..15], tail[16..]);
        if (!LowerHex.Is(digits) || !long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var reversed))
        {
            return false;
        }

        n = long.MaxValue - reversed;
        return reversed >= 0 && n >= 1;
    }

    /// <summary>The newest number under a prefix, or 0 where there is none; one listing of one key.</summary>
    public static async ValueTask<long> NewestAsync(IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        var request = new ListRequest { Prefix = prefix + "/", Limit = 1 };
        await foreach (var item in store.ListAsync(request, cancellationToken).ConfigureAwait(false))
        {
            return TryParse(prefix, item.Name, out var n)
                ? n
                : throw Foreign(item.Name, prefix);
        }

        return 0;
    }

    /// <summary>The numbers under a prefix as runs without gaps, oldest first: one run where the log is whole, none where it is empty.</summary>
    public static async ValueTask<IReadOnlyList<(long First, long Last)>> RunsAsync(
        IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        // Keys sort newest first, so each number lengthens the latest run at its lower end or begins another.
        var runs = new Stack<(long First, long Last)>();
        await foreach (var item in store.ListAsync(new ListRequest { Prefix = prefix + "/" }, cancellationToken).ConfigureAwait(false))
        {
            if (TryParse(prefix, item.Name, out var n))
            {
                runs.Push(runs.TryPeek(out var run) && run.First == n + 1 ? (n, runs.Pop().Last) : (n, n));
            }
            else if (runs.Count == 0)
            {
                throw Foreign(item.Name, prefix);
            }
        }

        return [.. runs];
    }

    private static LakeException Foreign(string key, string prefix) =>
        LakeException.Corrupt($"{key}: a foreign object among the numbered entries of {prefix}; move it away.");
}
