namespace LakeVersion.Versioning.Refs;

/// <summary>Logs as people write them.</summary>
internal static class RefLabel
{
    /// <summary><c>main</c> for a branch, <c>tag:v1</c> for a tag, else the key prefix.</summary>
    public static string Of(string log) => RefName.TryFromLog(log, out var name)
        ? name.Kind switch
        {
            RefKind.Branch => name.Name,
            RefKind.Tag => "tag:" + name.Name,
            _ => log,
        }
        : log;
}
