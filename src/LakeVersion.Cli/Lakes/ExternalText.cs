using LakeVersion.Outside;

namespace LakeVersion.Cli.Lakes;

/// <summary>Reads <c>LAKEVERSION_EXTERNAL</c>: which places outside a lake its content may be read from.</summary>
/// <remarks>The environment is the user's own. A <c>.lakeversion</c> file may come with somebody's lake, and so has no say here.</remarks>
internal static class ExternalText
{
    /// <summary><c>none</c>, or places with spaces between, as <c>s3://raw file:///data</c>; null where nothing is said.</summary>
    public static ExternalAccess? Read(string? text) => text?.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        null => null,
        ["none"] => ExternalAccess.None,
        var roots => ExternalAccess.Only(roots),
    };
}
