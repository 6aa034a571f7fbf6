using LakeVersion.Storage;

namespace LakeVersion.Versioning.Trees;

/// <summary>The numbers of the node format (docs/format.md, sections 4 and 8).</summary>
internal static class NodeFormat
{
    public const string Domain = "lakeversion.node.v1";
    public const int MaxItems = 1024;
    public const int MaxLevels = 64;

    // Each item brings at most two locators.
    public const int MaxOrigins = 2 * MaxItems;
    public const int OriginBytes = 4 + Id128.SizeBytes;
}
