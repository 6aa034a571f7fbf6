using LakeVersion.Storage;

namespace LakeVersion.Cli.Writing;

/// <summary>Reads <c>--meta name=value</c>.</summary>
internal static class MetaText
{
    /// <exception cref="LakeException">Invalid: another form, or a name given twice.</exception>
    public static IReadOnlyDictionary<string, string>? Parse(string[]? pairs)
    {
        if (pairs is null or [])
        {
            return null;
        }

        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                throw LakeException.Invalid($"--meta '{pair}': expected name=value.");
            }

            if (!metadata.TryAdd(pair[..sign], pair[(sign + 1)..]))
            {
                throw LakeException.Invalid($"--meta '{pair[..sign]}' is given twice.");
            }
        }

        return metadata;
    }
}
