using System.Globalization;
using LakeVersion.Storage;

namespace LakeVersion.Versioning.Collection.Marking;

/// <summary>Keys of packs and objects, <c>packs|objects/hh/epoch/transaction-sequence</c>, as a listing shows them (docs/format.md, section 3).</summary>
internal static class StoredName
{
    /// <summary>How many folders packs and objects are spread over.</summary>
    public const int Folders = 256;

    private const int EpochDigits = 8;
    private const int IdDigits = 32;

    /// <summary>What the keys of a folder begin with.</summary>
    public static string Prefix(bool isObject, int folder) => string.Create(CultureInfo.InvariantCulture, $"{(isObject ? "objects" : "packs")}/{folder:x2}/");

    /// <summary>The pack or object that has a key with a prefix; false for keys that no writer makes, which are left alone.</summary>
    public static bool TryParse(string prefix, bool isObject, string key, out StoredPart whole)
    {
        whole = default;
        var tail = key.AsSpan(prefix.Length);
        if (tail.Length < EpochDigits + 1 + IdDigits + 2 || tail[EpochDigits] != '/' || tail[EpochDigits + 1 + IdDigits] != '-'
            || !TryHex(tail[..EpochDigits], out var epoch)
            || !Id128.TryParse(tail.Slice(EpochDigits + 1, IdDigits).ToString(), out var transaction)
            || !TryHex(tail[(EpochDigits + 1 + IdDigits + 1)..], out var sequence))
        {
            return false;
        }

        whole = StoredPart.OfWhole(isObject, epoch, transaction, sequence);

        // Only in the form, and in the folder, that a writer gives it.
        return whole.ToPlace().ToKey().Value == key;
    }

    private static bool TryHex(ReadOnlySpan<char> digits, out uint value) =>
        uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
