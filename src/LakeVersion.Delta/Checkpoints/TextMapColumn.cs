using Apache.Arrow;

namespace LakeVersion.Delta.Checkpoints;

/// <summary>A column of maps from text to text that is being built.</summary>
internal sealed class TextMapColumn
{
    private readonly StringArray.Builder keys = new();
    private readonly StringArray.Builder values = new();
    private readonly ArrowBuffer.Builder<int> offsets = new();
    private readonly ArrowBuffer.BitmapBuilder validity = new();
    private int length;
    private int nulls;

    public TextMapColumn() => offsets.Append(0);

    public void Append(IReadOnlyDictionary<string, string?>? map)
    {
        foreach (var (key, value) in map ?? new Dictionary<string, string?>())
        {
            keys.Append(key);
            _ = value is null ? values.AppendNull() : values.Append(value);
        }

        End(isNull: map is null);
    }

    public void Append(IReadOnlyList<(byte[] Key, byte[]? Value)> pairs)
    {
        foreach (var (key, value) in pairs)
        {
            keys.Append(key.AsSpan());
            _ = value is null ? values.AppendNull() : values.Append(value.AsSpan());
        }

        End(isNull: false);
    }

    public MapArray Build()
    {
        var (keyArray, valueArray) = (keys.Build(), values.Build());
        var pairs = new StructArray(CheckpointSchema.Texts.KeyValueType, keyArray.Length, [keyArray, valueArray], ArrowBuffer.Empty);
        return new MapArray(CheckpointSchema.Texts, length, offsets.Build(), pairs, nulls == 0 ? ArrowBuffer.Empty : validity.Build(), nulls);
    }

    private void End(bool isNull)
    {
        offsets.Append(keys.Length);
        validity.Append(!isNull);
        length++;
        nulls += isNull ? 1 : 0;
    }
}
