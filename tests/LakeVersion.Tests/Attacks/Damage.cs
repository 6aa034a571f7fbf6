using System.IO.Hashing;
using System.Text;

namespace LakeVersion.Tests.Attacks;

/// <summary>One way in which stored bytes are not what was written.</summary>
internal enum Damage
{
    FlipBit,
    Truncate,
    Empty,
    Delete,
    Swap,
    Stale,
    Lengthen,

    /// <summary>Another text in a record with a seal that fits: no accident, but somebody who writes to the store.</summary>
    Reseal,
}

/// <summary>Damages one object of a lake, by a seed.</summary>
internal sealed class Damager(SortedDictionary<string, byte[]> lake, SortedDictionary<string, byte[]> otherLake)
{
    private const int SealBytes = 46;

    private readonly List<string> keys = [.. lake.Keys];

    /// <summary>The lake with the damage; the keys of the objects that were touched.</summary>
    public (Dictionary<string, byte[]> Objects, List<string> Touched) Apply(Damage damage, Random random)
    {
        var objects = new Dictionary<string, byte[]>(lake);
        var key = damage == Damage.Reseal
            ? Pick(keys.Where(k => !k.StartsWith("packs/", StringComparison.Ordinal) && !k.StartsWith("objects/", StringComparison.Ordinal)), random)
            : keys[random.Next(keys.Count)];
        var content = objects[key];
        var touched = new List<string> { key };
        switch (damage)
        {
            case Damage.FlipBit:
                objects[key] = Flipped(content, random);
                break;
            case Damage.Truncate:
                objects[key] = content[..random.Next(content.Length)];
                break;
            case Damage.Lengthen:
                objects[key] = [.. content, (byte)random.Next(256)];
                break;
            case Damage.Empty:
                objects[key] = [];
                break;
            case Damage.Delete:
                objects.Remove(key);
                break;
            case Damage.Swap:
                var other = Pick(keys.Where(k => StoredObjects.SortOf(k) == StoredObjects.SortOf(key)), random);
                (objects[key], objects[other]) = (objects[other], objects[key]);
                touched.Add(other);
                break;
            case Damage.Stale:
                objects[key] = otherLake[Pick(otherLake.Keys.Where(k => StoredObjects.SortOf(k) == StoredObjects.SortOf(key)), random)];
                break;
            default:
                objects[key] = Resealed(content, random);
                break;
        }

        return (objects, touched);
    }

    private static byte[] Flipped(byte[] content, Random random)
    {
        var flipped = content.ToArray();
        flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    // A digit or letter becomes another one, or a number becomes a huge one, and the seal is made to fit.
    private static byte[] Resealed(byte[] content, Random random)
    {
        var text = Encoding.UTF8.GetString(content[..^SealBytes]);
        var places = Enumerable.Range(0, text.Length).Where(i => char.IsAsciiLetterOrDigit(text[i])).ToList();
        var at = places[random.Next(places.Count)];
        string[] replacements = ["0", "1", "9", "a", "f", "-1", "99999999", "9223372036854775807", "null", "\"", "{}", "[]", ""];
        text = text[..at] + replacements[random.Next(replacements.Length)] + text[(at + 1)..];
        var bytes = Encoding.UTF8.GetBytes(text);
        var seal = $"{{\"xxh128\":\"{Convert.ToHexStringLower(XxHash128.Hash(bytes))}\"}}\n";
        return [.. bytes, .. Encoding.UTF8.GetBytes(seal)];
    }

    private static string Pick(IEnumerable<string> from, Random random)
    {
        var list = from.ToList();
        return list[random.Next(list.Count)];
    }
}
