using LakeVersion.Versioning.Audit;

namespace LakeVersion.Cli.Shapes;

/// <summary><c>lv audit head</c>.</summary>
internal sealed record AuditHeadShape
{
    public int Version { get; init; } = 1;

    public required IReadOnlyList<AuditMarkShape> Marks { get; init; }
}

/// <summary>The newest entry of a log; <c>mark</c> is the text that <c>--expect</c> takes.</summary>
internal sealed record AuditMarkShape(string Lake, string Log, long Entry, string Hash, string Mark)
{
    public static AuditMarkShape Of(AuditMark mark) => new(mark.Lake.ToString(), mark.Log, mark.N, mark.Hash.ToString(), mark.ToString());
}
