using LakeVersion.Cli.Verbs;
using LakeVersion.Outside;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Local;

/// <summary>Tells apart what a source of a command is: a path of this machine, or a place that a store opens.</summary>
internal static class OutsideText
{
    /// <summary>True for <c>s3://…</c>, <c>file://…</c> and the like.</summary>
    public static bool IsOutside(string source) =>
        source.StartsWith("file://", StringComparison.OrdinalIgnoreCase) || (source.Length > 0 && StoreLocation.Parse(source).Scheme is not null);

    /// <summary>The place as one to search.</summary>
    /// <exception cref="LakeException">Invalid: it is malformed, or holds credentials. Unsupported: nobody opens its scheme.</exception>
    public static OutsideSource Parse(Invocation run, string source) =>
        OutsideSource.Parse(IsOutside(source) ? source : run.Context.FullPath(source), run.SourceOptions());
}
