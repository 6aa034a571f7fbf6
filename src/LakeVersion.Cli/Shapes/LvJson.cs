using System.Text.Json;
using System.Text.Json.Serialization;
using LakeVersion.Cli.Lakes;

namespace LakeVersion.Cli.Shapes;

/// <summary>The JSON of all shapes; each verb adds its own line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(TimeConverter)],
    AllowTrailingCommas = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(BisectShape))]
[JsonSerializable(typeof(BlameShape))]
[JsonSerializable(typeof(CheckReportShape))]
[JsonSerializable(typeof(PublishShape))]
[JsonSerializable(typeof(RowHistoryShape))]
[JsonSerializable(typeof(DeltaExportShape))]
[JsonSerializable(typeof(DeltaFilesShape))]
[JsonSerializable(typeof(DeltaFsckShape))]
[JsonSerializable(typeof(DeltaHistoryShape))]
[JsonSerializable(typeof(DeltaInfoShape))]
[JsonSerializable(typeof(DeltaSchemaShape))]
[JsonSerializable(typeof(DeltaVacuumShape))]
[JsonSerializable(typeof(DuShape))]
[JsonSerializable(typeof(EraseShape))]
[JsonSerializable(typeof(EraseFinishShape))]
[JsonSerializable(typeof(EraseRowsShape))]
[JsonSerializable(typeof(EraseStatusShape))]
[JsonSerializable(typeof(ErrorShape))]
[JsonSerializable(typeof(GcShape))]
[JsonSerializable(typeof(GcStatusShape))]
[JsonSerializable(typeof(FsckLine))]
[JsonSerializable(typeof(FsckShape))]
[JsonSerializable(typeof(GetShape))]
[JsonSerializable(typeof(DoctorShape))]
[JsonSerializable(typeof(InfoShape))]
[JsonSerializable(typeof(InitShape))]
[JsonSerializable(typeof(LakeFileSettings))]
[JsonSerializable(typeof(LogShape))]
[JsonSerializable(typeof(LsShape))]
[JsonSerializable(typeof(ManifestLine))]
[JsonSerializable(typeof(MergeShape))]
[JsonSerializable(typeof(MergeBaseShape))]
[JsonSerializable(typeof(MirrorShape))]
[JsonSerializable(typeof(MoveShape))]
[JsonSerializable(typeof(NamesShape))]
[JsonSerializable(typeof(PromoteShape))]
[JsonSerializable(typeof(ProtectShape))]
[JsonSerializable(typeof(RetentionShape))]
[JsonSerializable(typeof(SettingsShape))]
[JsonSerializable(typeof(ShowShape))]
[JsonSerializable(typeof(AuditHeadShape))]
[JsonSerializable(typeof(AuditLine))]
[JsonSerializable(typeof(AuditVerifyShape))]
[JsonSerializable(typeof(DiffShape))]
[JsonSerializable(typeof(RowSumsShape))]
[JsonSerializable(typeof(ColumnsDiffShape))]
[JsonSerializable(typeof(ResolveShape))]
[JsonSerializable(typeof(StagedShape))]
[JsonSerializable(typeof(LogUpkeepShape))]
[JsonSerializable(typeof(TableChangeShape))]
[JsonSerializable(typeof(TableExportShape))]
[JsonSerializable(typeof(TableHistoryShape))]
[JsonSerializable(typeof(TableKeyShape))]
[JsonSerializable(typeof(TableLinkShape))]
[JsonSerializable(typeof(TableListShape))]
[JsonSerializable(typeof(TableSchemaShape))]
[JsonSerializable(typeof(WriteShape))]
internal sealed partial class LvJson : JsonSerializerContext;
