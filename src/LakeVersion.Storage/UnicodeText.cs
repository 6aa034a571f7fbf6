namespace LakeVersion.Storage;

/// <summary>Whether text can be stored: every lone surrogate would become the same replacement character, and equal what it is not.</summary>
public static class UnicodeText
{
    /// <summary>True where no surrogate stands alone.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
