using LakeVersion.Delta.Actions;

namespace LakeVersion.Delta.Files;

/// <summary>What few files of few tables have.</summary>
internal sealed record FileExtras(
    DeletionVectorDescriptor? DeletionVector,
    IReadOnlyDictionary<string, string?>? Tags,
    long? BaseRowId,
    long? DefaultRowCommitVersion,
    string? ClusteringProvider,
    IReadOnlyDictionary<string, string>? OtherFields)
{
    /// <summary>Null where all is null.</summary>
    public static FileExtras? Of(
        DeletionVectorDescriptor? vector,
        IReadOnlyDictionary<string, string?>? tags,
        long? baseRowId,
        long? defaultRowCommitVersion,
        string? clusteringProvider,
        IReadOnlyDictionary<string, string>? otherFields) =>
        vector is null && tags is null && baseRowId is null && defaultRowCommitVersion is null && clusteringProvider is null && otherFields is null
            ? null
            : new FileExtras(vector, tags, baseRowId, defaultRowCommitVersion, clusteringProvider, otherFields);
}
