using System.Text.Json;
using LakeVersion.Versioning.Logs;

namespace LakeVersion.Cli.Shapes;

/// <summary>The operations of log entries in the words of the stored form: <c>commit</c>, <c>fast-forward</c> …</summary>
internal static class OperationName
{
    public static string Of(LogOperation operation) => JsonNamingPolicy.KebabCaseLower.ConvertName(operation.ToString());
}
