using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads <c>commitInfo</c>. Writers may put anything there, so a field of an unexpected type reads as missing.</summary>
internal static class CommitInfoReader
{
    public static CommitInfo Read(ref Utf8JsonReader reader)
    {
        var info = new CommitInfo();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonValues.Name(ref reader);
            reader.Read();
            info = ReadField(info, name, ref reader);
        }

        return info;
    }

    private static CommitInfo ReadField(CommitInfo info, string name, ref Utf8JsonReader reader)
    {
        switch (name)
        {
            case "inCommitTimestamp": return info with { InCommitTimestamp = Long(ref reader) };
            case "timestamp": return info with { Timestamp = Long(ref reader) };
            case "userId": return info with { UserId = Text(ref reader) };
            case "userName": return info with { UserName = Text(ref reader) };
            case "operation": return info with { Operation = Text(ref reader) };
            case "operationParameters": return info with { OperationParameters = Map(ref reader) };
            case "operationMetrics": return info with { OperationMetrics = Map(ref reader) };
            case "readVersion": return info with { ReadVersion = Long(ref reader) };
            case "isolationLevel": return info with { IsolationLevel = Text(ref reader) };
            case "isBlindAppend": return info with { IsBlindAppend = Bool(ref reader) };
            case "userMetadata": return info with { UserMetadata = Text(ref reader) };
            case "engineInfo": return info with { EngineInfo = Text(ref reader) };
            case "txnId": return info with { TxnId = Text(ref reader) };
            default:
                reader.Skip();
                return info;
        }
    }

    private static long? Long(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
        {
            return value;
        }

        reader.Skip();
        return null;
    }

    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return JsonValues.Text(ref reader);
        }

        reader.Skip();
        return null;
    }

    private static bool? Bool(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True;
        }

        reader.Skip();
        return null;
    }

    private static Dictionary<string, string?> Map(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            return JsonValues.Map(ref reader, lenient: true);
        }

        reader.Skip();
        return [];
    }
}
