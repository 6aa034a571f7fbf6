using System.Text.Json;

namespace LakeVersion.Delta.Actions;

/// <summary>Reads one line of a commit (PROTOCOL.md, "Actions"). Unknown fields are skipped, unknown actions named.</summary>
internal static class ActionReader
{
    // Deep schemas stand in strings, so lines are shallow; the limit only stops hostile nesting.
    internal static readonly JsonReaderOptions Options = new() { MaxDepth = 128 };

    /// <summary>The action of a line; null where the line is an object without a field.</summary>
    /// <exception cref="JsonException">The line is not an action.</exception>
    public static DeltaAction? Read(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, Options);
        reader.Read();
        JsonValues.Begin(ref reader);
        DeltaAction? action = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Some writers spell out every other action as null.
            var name = JsonValues.Name(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.Null)
            {
                action = action is null ? ReadBody(name, ref reader, line) : throw new JsonException("the line holds two actions");
            }
        }

        if (reader.Read())
        {
            throw new JsonException("text follows the action");
        }

        return action;
    }

    /// <summary>True where nothing but the closing brace of the line follows the action that was just read.</summary>
    public static bool Ends(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.EndObject && !reader.Read();

    private static DeltaAction ReadBody(string name, ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        if (name is "add" or "remove" or "protocol" or "metaData" or "txn" or "commitInfo" or "domainMetadata" or "cdc" or "sidecar")
        {
            JsonValues.Begin(ref reader);
        }

        switch (name)
        {
            case "add":
                return FileActionReader.Add(ref reader, line);
            case "remove":
                return FileActionReader.Remove(ref reader, line);
            case "cdc":
                return FileActionReader.Cdc(ref reader, line);
            case "protocol":
                return TableActionReader.Protocol(ref reader);
            case "metaData":
                return TableActionReader.Metadata(ref reader);
            case "txn":
                return TableActionReader.Txn(ref reader);
            case "domainMetadata":
                return TableActionReader.Domain(ref reader);
            case "sidecar":
                return TableActionReader.Sidecar(ref reader);
            case "commitInfo":
                return CommitInfoReader.Read(ref reader);
            default:
                reader.Skip();
                return new UnknownAction(name);
        }
    }
}
