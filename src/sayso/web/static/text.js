// Controls that reorder what stands around them, made visible: the server does the same in its pages.
export const inert = (text) => String(text ?? "").replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
