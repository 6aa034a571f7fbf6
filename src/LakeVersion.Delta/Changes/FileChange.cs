using Apache.Arrow;
using LakeVersion.Delta.Reading;
using LakeVersion.Delta.Schemas;

namespace LakeVersion.Delta.Changes;

/// <summary>Rows of one file that a version changed, all in the same way or as the file itself says.</summary>
/// <param name="Version">The version.</param>
/// <param name="Timestamp">When it was committed.</param>
/// <param name="Type">What happened to the rows; null where each row says it in <see cref="ChangeColumns.Type"/>.</param>
/// <param name="File">The rows that are meant.</param>
/// <param name="Statistics">The statistics of the whole file; null where there are none.</param>
internal sealed record FileChange(long Version, DateTimeOffset Timestamp, string? Type, ScanFile File, string? Statistics = null)
{
    /// <summary>What is read: the file, with what is the same for all its rows.</summary>
    public ScanFile ToScan()
    {
        var constants = new Dictionary<string, IArrowArray>(StringComparer.Ordinal)
        {
            [ChangeColumns.Version] = new Int64Array.Builder().Append(Version).Build(),
            [ChangeColumns.Timestamp] = new TimestampArray.Builder(ArrowSchemas.Timestamp).Append(Timestamp).Build(),
        };
        if (Type is not null)
        {
            constants[ChangeColumns.Type] = new StringArray.Builder().Append(Type).Build();
        }

        return File with { Constants = constants };
    }
}
