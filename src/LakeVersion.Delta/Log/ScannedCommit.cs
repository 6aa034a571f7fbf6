using System.Text;
using System.Text.Json;
using LakeVersion.Delta.Actions;
using LakeVersion.Delta.Files;
using LakeVersion.Storage;

namespace LakeVersion.Delta.Log;

/// <summary>A commit, or a compaction of several, in the form that replay wants: adds packed by column, the few other actions as they are.</summary>
internal sealed class ScannedCommit
{
    // Commits of some hundred megabytes exist; all processors read them, each a piece.
    private const int PieceBytes = 2 << 20;

    private readonly List<FileBlock> blocks = [];
    private readonly List<Removal> removes = [];
    private readonly List<DeltaAction> others = [];
    private readonly FileFields fields = new();


    private ScannedCommit()
    {
    }

    /// <summary>The adds, in order; blocks are full but for the last.</summary>
    public IReadOnlyList<FileBlock> Blocks => blocks;

    public IReadOnlyList<Removal> Removes => removes;

    /// <summary>All other actions but <c>cdc</c> and those that nobody here knows.</summary>
    public IReadOnlyList<DeltaAction> Others => others;

    /// <summary>Reads the lines of a commit, a compaction or a checkpoint in JSON.</summary>
    /// <exception cref="LakeException">Corrupt: a line is not an action; the message names file, line and byte.</exception>
    public static ScannedCommit Read(StoreKey key, ReadOnlyMemory<byte> content)
    {
        if (content.Length < 2 * PieceBytes)
        {
            return ReadPiece(key, content);
        }

        var pieces = Pieces(content);
        var read = new ScannedCommit[pieces.Count];
        try
        {
            Parallel.For(0, pieces.Count, i => read[i] = ReadPiece(key, pieces[i]));
        }
        catch (AggregateException e) when (e.InnerException is LakeException)
        {
            // Once more from the beginning, for the number of the line.
            return ReadPiece(key, content);
        }

        return Join(read);
    }

    private static ScannedCommit Join(ScannedCommit[] pieces)
    {
        var whole = new ScannedCommit();
        var adds = 0;
        foreach (var piece in pieces)
        {
            whole.removes.AddRange(piece.removes.Select(remove => remove with { AddsBefore = remove.AddsBefore + adds }));
            whole.blocks.AddRange(piece.blocks);
            whole.others.AddRange(piece.others);
            adds += piece.Adds;
        }

        return whole;
    }

    // Cut behind line feeds.
    private static List<ReadOnlyMemory<byte>> Pieces(ReadOnlyMemory<byte> content)
    {
        var pieces = new List<ReadOnlyMemory<byte>>();
        while (content.Length > PieceBytes && content.Span[PieceBytes..].IndexOf((byte)'\n') is var end and >= 0)
        {
            pieces.Add(content[..(PieceBytes + end + 1)]);
            content = content[(PieceBytes + end + 1)..];
        }

        pieces.Add(content);
        return pieces;
    }

    private static ScannedCommit ReadPiece(StoreKey key, ReadOnlyMemory<byte> content)
    {
        var commit = new ScannedCommit();
        foreach (var line in new LogLines(content))
        {
            try
            {
                commit.ReadLine(line.Text.Span);
            }
            catch (JsonException e)
            {
                throw line.Fault(key, e);
            }
        }

        commit.blocks.ForEach(block => block.Freeze());
        return commit;
    }

    private void ReadLine(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, ActionReader.Options);
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAdd = reader.ValueTextEquals("add"u8);
            if ((isAdd || reader.ValueTextEquals("remove"u8)) && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                fields.Read(ref reader, keepOthers: isAdd);
                if (ActionReader.Ends(ref reader))
                {
                    Add(line, isAdd);
                    return;
                }
            }
        }

        // Anything unusual goes the common way, which also words the errors.
        switch (ActionReader.Read(line))
        {
            case AddFile add:
                Block().Add(add);
                break;
            case RemoveFile remove:
                removes.Add(new Removal(Adds, FileKey.Of(remove.Path).ToArray(), remove.DeletionVector?.UniqueId));
                break;
            case { } action and not (ChangeDataFile or UnknownAction):
                others.Add(action);
                break;
        }
    }

    private void Add(ReadOnlySpan<byte> line, bool isAdd)
    {
        if (isAdd)
        {
            fields.CheckAdd();
            Block().Add(fields, line);
            return;
        }

        var path = JsonValues.Required(fields.Path, "path");
        JsonValues.Required(fields.DataChange, "dataChange");
        var uri = path.IsEscaped ? Encoding.UTF8.GetBytes(path.Text(line)) : line.Slice(path.Start, path.Length);
        removes.Add(new Removal(Adds, FileKey.Of(uri).ToArray(), fields.DeletionVector?.UniqueId));
    }

    private int Adds => blocks.Sum(block => block.Count);

    private FileBlock Block()
    {
        if (blocks.Count == 0 || blocks[^1].IsFull)
        {
            blocks.Add(new FileBlock());
        }

        return blocks[^1];
    }

    /// <summary>A file that is removed.</summary>
    /// <param name="AddsBefore">How many adds of the commit stand before it.</param>
    /// <param name="Key">Its <see cref="FileKey"/>.</param>
    /// <param name="VectorId">The id of its deletion vector; null for none.</param>
    internal readonly record struct Removal(int AddsBefore, byte[] Key, string? VectorId);
}
