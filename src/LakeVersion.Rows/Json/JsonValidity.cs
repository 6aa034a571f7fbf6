using Apache.Arrow;

namespace LakeVersion.Rows.Json;

/// <summary>Which rows of a nested column are there.</summary>
internal sealed class JsonValidity
{
    private ArrowBuffer.BitmapBuilder bits = new();

    public int Length { get; private set; }

    public int NullCount { get; private set; }

    public void Append(bool isValid)
    {
        bits.Append(isValid);
        Length++;
        NullCount += isValid ? 0 : 1;
    }

    public ArrowBuffer Build()
    {
        var built = NullCount == 0 ? ArrowBuffer.Empty : bits.Build();
        (bits, Length, NullCount) = (new ArrowBuffer.BitmapBuilder(), 0, 0);
        return built;
    }
}
