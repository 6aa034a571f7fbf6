using LakeVersion.Storage;

namespace LakeVersion.Outside;

/// <summary>Which places outside a lake its content may be read from (docs/decisions/0008-external-content.md).</summary>
/// <remarks>A lake says where content lies, and anybody may have written the lake: this is the reader's say. Whatever it
/// allows, content is read only where its store's tag is the one that the lake names.</remarks>
public sealed class ExternalAccess
{
    private readonly Func<OutsideUri, bool> allows;

    private ExternalAccess(Func<OutsideUri, bool> allows) => this.allows = allows;

    /// <summary>Nothing outside the lake is read.</summary>
    public static ExternalAccess None { get; } = new(static _ => false);

    /// <summary>Every place whose scheme a provider opens, but no file of this machine: the default for a lake that is not in a local folder.</summary>
    public static ExternalAccess Stores { get; } = new(static uri => uri.Scheme != OutsideUri.File);

    /// <summary>Every place whose scheme a provider opens, and files of this machine: the default for a lake in a local folder.</summary>
    public static ExternalAccess StoresAndFiles { get; } = new(static _ => true);

    /// <summary>Only what lies below given places: <c>s3://bucket/folder</c>, <c>file:///data/drop</c>, or a whole scheme as <c>s3://</c>.</summary>
    /// <exception cref="LakeException">Invalid: a root is no such place.</exception>
    public static ExternalAccess Only(params IReadOnlyList<string> roots)
    {
        ArgumentNullException.ThrowIfNull(roots);
        var prefixes = roots.Select(Prefix).ToList();
        return new ExternalAccess(uri => prefixes.Exists(prefix => uri.ToString().StartsWith(prefix, StringComparison.Ordinal)));
    }

    internal bool Allows(OutsideUri uri) => allows(uri);

    internal void Check(OutsideUri uri)
    {
        if (!allows(uri))
        {
            var root = uri.Scheme == OutsideUri.File ? uri.ToString()[..uri.ToString().LastIndexOf('/')] : $"{uri.Scheme}://{uri.Authority}";
            throw LakeException.Refused(
                $"The content is outside the lake, at '{uri}', and may not be read from there: a lake could name anything that you can read. "
                + $"If you trust it, allow the place with LAKEVERSION_EXTERNAL={root} (in programs LakeOptions.External); several are separated by spaces.");
        }
    }

    // A closing slash, so that s3://raw does not allow s3://raw-secrets.
    private static string Prefix(string root)
    {
        var colon = root.IndexOf("://", StringComparison.Ordinal);
        if (colon <= 0 || root.AsSpan(colon + 3).ContainsAny('?', '#', '@'))
        {
            throw LakeException.Invalid("A place that content may be read from is written as s3://bucket, s3://bucket/folder or file:///folder, without user or query.");
        }

        var rest = root[(colon + 3)..].TrimEnd('/');
        return rest.Length == 0 && !root.EndsWith(":///", StringComparison.Ordinal) ? root[..(colon + 3)] : $"{root[..colon]}://{OutsideUri.Encode(Uri.UnescapeDataString(rest))}/";
    }
}
