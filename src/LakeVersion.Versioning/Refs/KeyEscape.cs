using System.Globalization;
using System.Text;

namespace LakeVersion.Versioning.Refs;

/// <summary>Names as one segment of a store key: <c>[a-z0-9-]</c> and inner dots as they are, all else <c>_hh</c>.</summary>
/// <remarks>The escape keeps names apart on file systems that fold case or reserve device names (docs/format.md, section 1).</remarks>
internal static class KeyEscape
{
    private static readonly string[] Devices =
        ["con", "prn", "aux", "nul", .. Enumerable.Range(0, 10).SelectMany(i => new[] { $"com{i}", $"lpt{i}" })];

    /// <summary>The escaped form of a name.</summary>
    public static string Escape(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        var escaped = new StringBuilder(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            var plain = b is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9') or (byte)'-'
                || (b == '.' && i > 0 && i < bytes.Length - 1);
            if (plain && !(i == 0 && IsDevice(name)))
            {
                escaped.Append((char)b);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"_{b:x2}");
            }
        }

        return escaped.ToString();
    }

    /// <summary>The name behind an escaped form; false where no name has that form.</summary>
    public static bool TryUnescape(string escaped, out string name)
    {
        name = "";
        var bytes = new List<byte>(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '_')
            {
                bytes.Add((byte)escaped[i]);
            }
            else if (i + 2 < escaped.Length && byte.TryParse(escaped.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.Add(b);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        name = Encoding.UTF8.GetString(bytes.ToArray());
        return Escape(name) == escaped;
    }

    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = dot < 0 ? name : name[..dot];
        return Array.IndexOf(Devices, stem) >= 0;
    }
}
